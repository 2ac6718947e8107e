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

// One DRAM channel in its own clocks. Column commands are issued in the order of the requests. The activate and the
// precharge of a request are issued as soon as the rules allow after it has arrived, also before older column commands.
// Rows stay open, or auto-precharge closes them: the device then precharges as soon as the rules allow, without a
// command.
//
// A refresh that a rank owes is done at once. A request whose first command would be issued when the refresh is due
// waits for it; work that has begun is finished first. With per-bank refresh, the controller chooses a bank that no
// request needs, if there is one (RefreshChoice). If refreshes may be postponed, each waits until no request waits, or
// none for that rank or bank. When more are owed than may be postponed, one is done at once.
//
// An idle channel may enter power-down, which it leaves for every refresh, or self-refresh, in which no refresh is
// owed: those that come due are dropped. Both delay the next request.

namespace deltasim::dram
{

/// Counters of a bank: commands, numbered as in DramCommand, then row conflicts. Refreshes of a rank count for its
/// first bank. Precharges are counted at the end, see count_precharges().
inline constexpr std::size_t bank_counter_count = dram_command_count + 1;
inline constexpr std::size_t row_conflict_counter = dram_command_count;
/// Counters of a rank, in the order of OpenRowCounters.
inline constexpr std::size_t rank_counter_count = 5;

/// The last refresh of a rank or of one of its banks, until it has delayed a request: from its first command to the
/// clock at which a row may be opened again.
struct RefreshWindow {
    static constexpr std::uint32_t all_banks = std::numeric_limits<std::uint32_t>::max();

    std::array<Cycles, 2> clocks{};
    std::uint32_t bank = all_banks;
};

/// The whole state of a channel.
struct DramChannelState {
    TimingRules rules;
    CommandBus bus;
    std::span<std::int64_t> open_rows;  ///< by bank
    Cycles last_column{-1};
    RefreshSchedule refreshes;
    std::vector<OpenRowTime> open_time;          ///< by rank
    std::vector<RefreshWindow> refresh_windows;  ///< by rank
    std::vector<Cycles> next_refresh;            ///< by rank: the next refresh is not decided before this clock
    RefreshChoice choice;
    IdleTime idle;
    RefreshHold<Cycles> hold;  ///< the one that ended last
};

class DramChannel
{
public:
    /// `open_rows`: by bank, where the channel stores the open row; -1: no row is open.
    DramChannel(const machine::DramDevice& device, std::uint32_t number, std::span<std::int64_t> open_rows);

    /// `counters`: bank by bank, then rank by rank.
    void count_in(std::uint64_t* counters)
    {
        counters_ = counters;
        rank_counters_ = counters + state_.open_rows.size() * bank_counter_count;
    }
    /// From now on `observer` gets every command; nullptr: nobody does.
    void watch(CommandObserver* observer);

    /// Serves one burst. Its request arrives at clock `arrival`, not before the request before it. Returns the clock
    /// after its last data beat. Throws if refreshes leave no time for it.
    Cycles access(const DramAddress& at, bool is_write, Cycles arrival);

    /// Serves bursts of this channel from `first` on, which is at `begin`, as access() would, as long as they are
    /// neighbours in open rows and no refresh comes between. `times`: the arrivals of the requests, which become the
    /// clocks after their last data beats. Returns how many it has served.
    std::size_t access_open_rows(const AddressMapping& mapping, std::uint64_t first, const DramAddress& begin,
                                 bool is_write, std::span<Cycles> times);

    /// Each refresh may delay one request as the first; this is the delay that ended last.
    [[nodiscard]] const RefreshHold<Cycles>& hold() const { return state_.hold; }

    /// Does everything that is due up to clock `until`; from now on no request arrives before it.
    void advance(Cycles until);
    /// A bank has been precharged as often as activated, once less if its row is open. So a refresh that closes all
    /// rows of a rank does the same whichever of them are open. Call this before the counters are read.
    void count_precharges() const;
    /// Counts time up to `until`, the clock after one to which the channel has advanced; a request may arrive at
    /// `until`.
    void count_time(Cycles until)
    {
        rest_before(until);
        count_open_time(until);
    }

    /// Archives the whole state except the times at which refreshes are due. The channel has advanced to the archive's
    /// clock.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [rules, bus, open_rows, last_column, refreshes, open_time, refresh_windows, next_refresh, choice, idle,
               hold] = self.state_;
        archive.part(rules);
        archive.part(bus);
        for (std::size_t i = 0; i < open_rows.size(); ++i) {
            const std::size_t bank = archive.bank_at(i);
            archive.row(open_rows[bank], bank, rules.closable(bank));
        }
        archive.clock(last_column, self.quiet_ + Cycles(1));
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
    /// Archives the times at which refreshes are due.
    template <class Archive, class Self>
    static void describe_deadlines(Archive& archive, Self& self)
    {
        RefreshSchedule::describe_deadlines(archive, self.state_.refreshes);
    }
    [[nodiscard]] Cycles next_refresh() const { return state_.refreshes.next_due(); }
    /// The latest clock before which something would have been different if a refresh had been due by then.
    [[nodiscard]] Cycles latest_refresh_check() const { return latest_refresh_check_; }
    void forget_refresh_checks() { latest_refresh_check_ = Cycles(0); }

private:
    static constexpr std::int64_t no_row = -1;
    static constexpr Cycles not_held{std::numeric_limits<std::int64_t>::max()};
    static constexpr std::uint32_t all_banks = RefreshWindow::all_banks;
    static constexpr unsigned misses_a_count = 32;  ///< after this many row misses, the time of open rows is counted
    static constexpr std::uint32_t most_refreshes_waited_for = 1'000'000;

    /// A refresh that is decided: its first command is issued from `clock` on.
    struct Refresh {
        std::uint32_t rank = 0;
        std::uint32_t bank = 0;  ///< the first bank of the rank, if the refresh is for all banks
        Cycles clock{0};

        friend bool operator==(const Refresh&, const Refresh&) = default;
    };

    [[nodiscard]] BankAddress place(std::uint32_t bank) const;
    // These functions are on the path of every request: without inlining, the calls take a tenth of its time.
    [[nodiscard, gnu::always_inline]] inline Cycles first_command(machine::DramCommand column, const DramAddress& at,
                                                                  Cycles arrival) const;
    [[gnu::always_inline]] inline Cycles reserve(machine::DramCommand command, Cycles earliest);
    [[gnu::always_inline]] inline Cycles reserve_among(machine::DramCommand command, const BankAddress& at,
                                                       Cycles from);
    [[gnu::always_inline]] inline void issue(machine::DramCommand command, const DramAddress& at, Cycles time);
    [[gnu::always_inline]] inline void open_row(const DramAddress& at, Cycles first);
    [[gnu::always_inline]] inline Cycles close_row(const DramAddress& at, Cycles not_before);
    void book_columns(const AddressMapping& mapping, machine::DramCommand column, const BankAddress& at,
                      std::uint64_t first, std::span<const Cycles> ends, Cycles to_end);
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

    // The behaviour of the channel does not depend on these members:
    /// The clock of the last refresh command, for skip_idle_refreshes().
    Cycles last_refresh_{0};
    /// Collects the changes of the idle state in the round that will be repeated.
    std::vector<IdleChange>* idle_round_ = nullptr;
    Cycles latest_refresh_check_{0};
    unsigned misses_since_count_ = 0;  ///< time is counted now and then; when does not matter

    std::uint32_t number_;
    bool closes_page_;
    bool refreshes_banks_;
    std::uint64_t waiting_refreshes_;
    Cycles read_to_end_;
    Cycles write_to_end_;
    Cycles read_to_over_;  ///< for the bank, apart from the row that stays open
    Cycles write_to_over_;
    Cycles rank_refresh_;
    Cycles bank_refresh_;
    Cycles quiet_;  ///< without requests, before banks that are not free are refreshed
    std::uint32_t banks_a_group_;
    std::uint32_t banks_a_rank_;
    std::array<unsigned, dram_command_count> command_cycles_{};
    std::uint64_t* counters_ = nullptr;  ///< counters of banks
    std::uint64_t* rank_counters_ = nullptr;
    CommandObserver* observer_ = nullptr;
};

}  // namespace deltasim::dram
