// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"
#include "systemc/dram/burst_place.hpp"
#include "systemc/dram/bus_slots.hpp"
#include "systemc/dram/refresh_policy.hpp"
#include "systemc/dram/rule_book.hpp"

// Decides for each request which commands it needs and at which clocks they are issued. Until then commands lie in a
// calendar.
//
// Column commands are issued in the order of the requests. The activate and the precharge of a request are issued as
// soon as the rules allow after it has arrived, also before older column commands, but never so that they delay a
// command of an older request. With closed pages, auto-precharge closes the row of a column command as early as the
// bank's rules allow.

namespace deltasim::systemc
{

/// A command, or something that the device does by itself, on its way to the banks.
struct BookedCommand {
    enum class Kind : std::uint8_t {
        command,
        closes_by_itself,  ///< the auto-precharge after a read or write
        refresh_over,
    };
    Cycles clock{0};
    machine::DramCommand command = machine::DramCommand::activate;
    Kind kind = Kind::command;
    bool whole_rank = false;
    BurstPlace at;  ///< for a whole rank: its first bank
};

/// The answer to a request.
struct Booking {
    Cycles done{0};  ///< the clock after the last data beat
    /// Since when a refresh delays the request, if it is the first that this refresh delays; the delay ends with the
    /// request.
    std::optional<Cycles> held_since;
    bool row_hit = false;
    bool row_conflict = false;  ///< another row had to be closed
};

class ChannelScheduler final : private RefreshExecutor
{
public:
    explicit ChannelScheduler(const machine::DramDevice& device);

    /// Books a request that arrives at clock `arrival`, not before the request before it. Throws if refreshes leave no
    /// time for it.
    [[nodiscard]] Booking book(const BurstPlace& at, bool is_write, Cycles arrival);
    /// Decides what no request causes, up to clock `now`; no request has come by then.
    void decide_idle(Cycles now)
    {
        rules_.forget_before(now);
        refresh_.settle(now + Cycles(1), now);
    }
    /// The next clock at which decide_idle() is needed.
    [[nodiscard]] Cycles next_decision() const { return refresh_.next_decision(); }
    /// From now on no request arrives, neither before `until` nor later.
    void close(Cycles until) { refresh_.settle(until, until); }

    /// Booked commands, in order of time.
    [[nodiscard]] std::deque<BookedCommand>& calendar() { return calendar_; }
    [[nodiscard]] const std::deque<BookedCommand>& calendar() const { return calendar_; }

private:
    static constexpr std::int64_t no_row = -1;

    /// The latest refresh of a rank or of one of its banks, if it has not delayed a request yet.
    struct RefreshWindow {
        Cycles begin{0};
        Cycles end{0};  ///< when a row may be opened again
        std::optional<std::uint64_t> bank;
    };

    Cycles refresh(const RefreshTask& task) override;
    [[nodiscard]] Cycles idle_from() const override { return last_column_ + Cycles(1); }

    [[nodiscard]] std::uint64_t length_of(machine::DramCommand command) const;
    [[nodiscard]] Cycles first_free(machine::DramCommand command, Cycles from) const;
    [[nodiscard]] Cycles first_legal(machine::DramCommand command, const BurstPlace& at, Cycles from) const;
    [[nodiscard]] Cycles column_from(machine::DramCommand command, const BurstPlace& at, Cycles arrival) const;
    [[nodiscard]] Cycles first_command(machine::DramCommand column, const BurstPlace& at, Cycles arrival) const;
    [[nodiscard]] Cycles first_precharge(const RefreshTask& task) const;
    Cycles book_row_command(machine::DramCommand command, const BurstPlace& at, Cycles from);
    Cycles refresh_rank(const RefreshTask& task);
    Cycles refresh_bank(const RefreshTask& task);
    [[nodiscard]] std::optional<Cycles> held_since(const BurstPlace& at, Cycles arrival);
    void open_window(const RefreshTask& task, Cycles first_command, Cycles end);
    void enter(const BookedCommand& command);

    const machine::DramDevice device_;
    RuleBook rules_;
    BusSlots bus_;
    std::vector<std::int64_t> open_row_;  ///< by bank, as it will be when the calendar is empty
    Cycles last_column_{-1};
    std::vector<RefreshWindow> windows_;  ///< by rank
    RefreshPolicy refresh_;
    std::deque<BookedCommand> calendar_;
};

}  // namespace deltasim::systemc
