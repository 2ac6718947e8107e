// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "dram/address_mapping.hpp"
#include "dram/command_bus.hpp"
#include "dram/command_observer.hpp"
#include "dram/idle_time.hpp"
#include "dram/open_row_time.hpp"
#include "dram/refresh_choice.hpp"
#include "dram/refresh_hold.hpp"
#include "dram/refresh_schedule.hpp"
#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// One DRAM channel in its own clocks. Column commands go out in the order of the requests; the activate and precharge
// that a request needs go out as soon as the rules allow once it is there, ahead of older column commands. Rows stay
// open, or are closed by auto-precharge: the device precharges by itself as soon as the rules allow, without a command.
//
// A rank that owes a refresh is refreshed at once: a request whose first command would come when the refresh is due
// waits for it; what has begun is finished first. Of the banks that may be refreshed one by one it is one that no
// request wants, if there is one (RefreshChoice). If refreshes may be postponed, each waits until no request is there,
// or none for that rank or bank; when one more is owed than may be postponed, one is done at once.
//
// A channel that no request wants may go to power-down, from which it comes back for every refresh, or to self-refresh,
// in which none is owed: what comes due meanwhile is dropped. Both cost time when the next request comes.

namespace deltasim::dram
{

/// Counters of a bank: commands, numbered as in DramCommand, then conflicts. Refreshes of a rank are its first bank's.
inline constexpr std::size_t bank_counter_count = dram_command_count + 1;
inline constexpr std::size_t row_conflict_counter = dram_command_count;
/// Counters of a rank, those of OpenRowCounters in their order.
inline constexpr std::size_t rank_counter_count = 5;

/// The last refresh of a rank or of one of its banks, until it has held up a request: from its first command to when a
/// row may be opened again.
struct RefreshWindow {
    static constexpr std::uint32_t all_banks = std::numeric_limits<std::uint32_t>::max();

    std::array<Cycles, 2> clocks{};
    std::uint32_t bank = all_banks;
};

/// All that changes in a channel.
struct DramChannelState {
    TimingRules rules;
    CommandBus bus;
    std::span<std::int64_t> open_rows;  ///< by bank
    Cycles last_column{-1};
    RefreshSchedule refreshes;
    std::vector<OpenRowTime> open_time;          ///< by rank
    std::vector<RefreshWindow> refresh_windows;  ///< by rank
    std::vector<Cycles> next_refresh;            ///< by rank: none is decided on before that
    RefreshChoice choice;
    IdleTime idle;
    RefreshHold<Cycles> hold;  ///< the latest
};

class DramChannel
{
public:
    /// `open_rows`: by bank, where the channel keeps the row that is open; -1 is none.
    DramChannel(const machine::DramDevice& device, std::uint32_t number, std::span<std::int64_t> open_rows);

    /// `counters`: bank by bank, then rank by rank.
    void count_in(std::uint64_t* counters)
    {
        counters_ = counters;
        rank_counters_ = counters + state_.open_rows.size() * bank_counter_count;
    }
    /// Who is told of every command from now on; nullptr: nobody.
    void watch(CommandObserver* observer);

    /// Serves one burst whose request is there at clock `arrival`, not before the one before it. Returns the clock
    /// after its last data beat. Throws where refreshes leave no time for it.
    Cycles access(const DramAddress& at, bool is_write, Cycles arrival);

    /// Of the requests that were the first to be held up by a refresh, the one that was held up latest.
    [[nodiscard]] const RefreshHold<Cycles>& hold() const { return state_.hold; }

    /// Does what is due up to clock `until`; no request arrives before it from now on.
    void advance(Cycles until);
    /// Counts the time up to `until`, the clock after one that it has advanced to, at which a request may arrive.
    void count_time(Cycles until)
    {
        rest_before(until);
        count_open_time(until);
    }

    /// All state but when refreshes are due. The channel has advanced to the archive's clock.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [rules, bus, open_rows, last_column, refreshes, open_time, refresh_windows, next_refresh, choice, idle,
               hold] = self.state_;
        archive.part(rules);
        archive.part(bus);
        for (std::size_t i = 0; i < open_rows.size(); ++i) {
            const std::size_t bank = archive.bank_at(i);
            archive.row(open_rows[bank], bank);
        }
        archive.clock(last_column, Cycles(1));
        archive.part(idle);
        for (auto& rank : open_time) archive.part(rank);
        for (auto& window : refresh_windows) {
            archive.unless_past(window.clocks, [&] {
                auto& [clocks, bank] = window;
                for (auto& clock : clocks) archive.clock(clock, Cycles(0));
                archive.number(bank);
            });
        }
        if (self.waiting_refreshes_ > 0) {
            for (auto& next : next_refresh) archive.clock(next, Cycles(0));
        }
        archive.part(refreshes);
        archive.part(choice);
        archive.told_elsewhere(hold);
    }
    /// When refreshes are due.
    template <class Archive, class Self>
    static void describe_deadlines(Archive& archive, Self& self)
    {
        RefreshSchedule::describe_deadlines(archive, self.state_.refreshes);
    }
    [[nodiscard]] Cycles next_refresh() const { return state_.refreshes.next_due(); }
    /// The latest clock before which something would have been done otherwise, had a refresh been due by then.
    [[nodiscard]] Cycles latest_refresh_check() const { return latest_refresh_check_; }
    void forget_refresh_checks() { latest_refresh_check_ = Cycles(0); }

private:
    static constexpr std::int64_t no_row = -1;
    static constexpr Cycles not_held{std::numeric_limits<std::int64_t>::max()};
    static constexpr std::uint32_t all_banks = RefreshWindow::all_banks;
    static constexpr unsigned misses_a_count = 32;  ///< of open rows' time
    static constexpr std::uint32_t most_refreshes_waited_for = 1'000'000;

    /// A refresh as it is decided on: its first command goes out from `clock` on.
    struct Refresh {
        std::uint32_t rank = 0;
        std::uint32_t bank = 0;  ///< the first of the rank, if it is of all
        Cycles clock{0};

        friend bool operator==(const Refresh&, const Refresh&) = default;
    };

    [[nodiscard]] BankAddress place(std::uint32_t bank) const;
    // The way of every request: a tenth of its time goes into the calls where these are not inlined.
    [[nodiscard, gnu::always_inline]] inline Cycles first_command(machine::DramCommand column, const DramAddress& at,
                                                                  Cycles arrival) const;
    [[gnu::always_inline]] inline Cycles reserve(machine::DramCommand command, Cycles earliest);
    [[gnu::always_inline]] inline Cycles reserve_among(machine::DramCommand command, const BankAddress& at,
                                                       Cycles from);
    [[gnu::always_inline]] inline void issue(machine::DramCommand command, const DramAddress& at, Cycles time);
    [[gnu::always_inline]] inline void open_row(const DramAddress& at, Cycles first);
    [[gnu::always_inline]] inline Cycles close_row(const DramAddress& at, Cycles not_before);
    [[noreturn]] void fail_starved() const;
    void precharge_by_itself(const DramAddress& at);
    [[gnu::noinline]] Cycles refresh_before(machine::DramCommand column, const DramAddress& at, Cycles arrival,
                                            Cycles first);
    void come_due(const BankAddress* wanted);
    void refresh(const Refresh& refresh, bool idle);
    Cycles refresh_bank(const Refresh& refresh);
    Cycles refresh_rank(const Refresh& refresh);
    std::optional<Cycles> close_rank(std::uint32_t rank, Cycles not_before);
    [[nodiscard]] Cycles all_closed(std::uint32_t rank, Cycles not_before) const;
    void rest_before(Cycles until);
    [[gnu::noinline]] void wake_at(Cycles clock);
    Cycles close_all(Cycles from);
    void tell_idle(std::uint32_t rank, Cycles clock, bool begins);
    void begin_window(std::uint32_t rank, std::uint32_t bank, Cycles first_command, Cycles end);
    [[nodiscard]] Cycles held_since(const BankAddress& at, Cycles arrival);
    void refresh_until(Cycles until);
    [[nodiscard]] std::optional<Refresh> first_owed(Cycles idle, const BankAddress* wanted) const;
    bool skip_idle_refreshes(Cycles until);
    [[nodiscard]] bool refresh_idle_round(std::vector<Refresh>& done);
    [[nodiscard]] std::vector<std::uint64_t> time_of_ranks(Cycles until);
    void observe_repeats(const std::vector<Refresh>& refreshes, const std::vector<IdleChange>& changes,
                         std::uint64_t repeats, Cycles interval) const;
    void forget_past(Cycles arrival);
    void count_open_time(Cycles until);
    [[gnu::noinline]] void observe(machine::DramCommand command, const DramAddress& at, Cycles time,
                                   bool auto_precharge, bool whole_rank);
    [[nodiscard]] OpenRowCounters rank_counters(std::uint32_t rank) const
    {
        std::uint64_t* const of_rank = rank_counters_ + rank * rank_counter_count;
        return {of_rank[0], of_rank[1], of_rank[2], of_rank[3], of_rank[4]};
    }
    void count(std::uint32_t bank, std::size_t counter, std::uint64_t times = 1)
    {
        counters_[bank * bank_counter_count + counter] += times;
    }
    void count(std::uint32_t bank, machine::DramCommand command, std::uint64_t times = 1)
    {
        count(bank, static_cast<std::size_t>(command), times);
    }

    DramChannelState state_;

    // Nothing that the channel does follows from these:
    Cycles last_refresh_{0};                         ///< the command's clock, of skip_idle_refreshes()
    std::vector<IdleChange>* idle_round_ = nullptr;  ///< takes what happens in the round that it repeats
    Cycles latest_refresh_check_{0};
    unsigned misses_since_count_ = 0;  ///< time is counted now and then: when makes no difference

    std::uint32_t number_;
    bool closes_page_;
    bool refreshes_banks_;
    std::uint64_t waiting_refreshes_;
    Cycles read_to_end_;
    Cycles write_to_end_;
    Cycles read_to_over_;  ///< of the bank, but for rows that stay open
    Cycles write_to_over_;
    Cycles rank_refresh_;
    Cycles bank_refresh_;
    std::uint32_t banks_a_group_;
    std::uint32_t banks_a_rank_;
    std::array<unsigned, dram_command_count> command_cycles_{};
    std::uint64_t* counters_ = nullptr;  ///< of banks
    std::uint64_t* rank_counters_ = nullptr;
    CommandObserver* observer_ = nullptr;
};

}  // namespace deltasim::dram
