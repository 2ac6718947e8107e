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

// What a channel's controller decides when a request comes in: which commands it takes and at which clocks they go out.
// Commands lie in a calendar until then.
//
// Column commands go out in the order of the requests. The activate and the precharge that a request needs go out as
// soon as the table allows once it is there, before older column commands if need be, but never so that they hold up a
// command of an older request. With closed pages a column command closes its row by itself, as early as the bank's
// rules allow.

namespace deltasim::systemc
{

/// A command, or what the device does by itself, on its way to the banks.
struct BookedCommand {
    enum class Kind : std::uint8_t {
        command,
        closes_by_itself,  ///< the precharge after a command with auto-precharge
        refresh_over,
    };
    Cycles clock{0};
    machine::DramCommand command = machine::DramCommand::activate;
    Kind kind = Kind::command;
    bool whole_rank = false;
    BurstPlace at;  ///< of a whole rank: its first bank
};

/// The answer to a request.
struct Booking {
    Cycles done{0};                    ///< the clock after the last data beat
    std::optional<Cycles> held_since;  ///< by a refresh whose first victim the request is; ends with the request
    bool row_hit = false;
    bool row_conflict = false;  ///< another row had to be closed
};

class ChannelScheduler final : private RefreshExecutor
{
public:
    explicit ChannelScheduler(const machine::DramDevice& device);

    /// Books a request that is there at clock `arrival`, not before the one before it. Throws where refreshes leave no
    /// time for it.
    [[nodiscard]] Booking book(const BurstPlace& at, bool is_write, Cycles arrival);
    /// Decides on what no request asks for, up to clock `now`, at which no request has come.
    void decide_idle(Cycles now)
    {
        rules_.forget_before(now);
        refresh_.settle(now + Cycles(1), now);
    }
    /// The next clock at which that is needed.
    [[nodiscard]] Cycles next_decision() const { return refresh_.next_decision(); }
    /// No request arrives before `until`, or ever after.
    void close(Cycles until) { refresh_.settle(until, until); }

    /// What is booked, in order of time.
    [[nodiscard]] std::deque<BookedCommand>& calendar() { return calendar_; }
    [[nodiscard]] const std::deque<BookedCommand>& calendar() const { return calendar_; }

private:
    static constexpr std::int64_t no_row = -1;

    /// The latest refresh of a rank or of one of its banks that has not yet held up a request.
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
    std::vector<std::int64_t> open_row_;  ///< by bank, as it will be once the calendar is empty
    Cycles last_column_{-1};
    std::vector<RefreshWindow> windows_;  ///< by rank
    RefreshPolicy refresh_;
    std::deque<BookedCommand> calendar_;
};

}  // namespace deltasim::systemc
