// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "dram/address_mapping.hpp"
#include "dram/command_bus.hpp"
#include "dram/command_observer.hpp"
#include "dram/open_row_time.hpp"
#include "dram/refresh_hold.hpp"
#include "dram/refresh_schedule.hpp"
#include "dram/timing_rules.hpp"
#include "machine/dram_device.hpp"

// One DRAM channel in its own clocks. Column commands go out in the order of the requests; the activate and precharge
// that a request needs go out as soon as the rules allow once it is there, ahead of older column commands. Rows stay
// open, or are closed by auto-precharge: the device precharges by itself as soon as the rules allow, without a command.
//
// A rank that owes a refresh is refreshed at once: a request whose first command would come when the refresh is due
// waits for it; what has begun is finished first. If refreshes may be postponed, they are done while no request is
// there, or all in a row when one more is owed than may be postponed.

namespace deltasim::dram
{

/// Counters of a channel, in the order in which they lie in the machine's array of counters.
/// The first six are the commands, numbered as in DramCommand.
enum class ChannelCounter : std::uint8_t {
    activates,
    precharges,
    reads,
    writes,
    refreshes,
    bank_refreshes,
    row_hits,
    row_misses,
    rank_active_cycles,
    bank_active_cycles,
    bank_refresh_only_cycles
};
inline constexpr std::size_t channel_counter_count = 11;

class DramChannel
{
public:
    /// `open_rows`: by bank, where the channel keeps the row that is open; -1 is none.
    DramChannel(const machine::DramDevice& device, std::uint32_t number, std::span<std::int64_t> open_rows);

    void count_in(std::uint64_t* counters) { counters_ = counters; }
    /// Who is told of every command from now on; nullptr: nobody.
    void watch(CommandObserver* observer) { observer_ = observer; }

    /// Serves one burst whose request is there at clock `arrival`, not before the one before it. Returns the clock
    /// after its last data beat. Throws where refreshes leave no time for it.
    Cycles access(const DramAddress& at, bool is_write, Cycles arrival);

    /// Of the requests since it was last asked for that were the first to be held up by a refresh, the one that was
    /// held up latest.
    [[nodiscard]] RefreshHold<Cycles> take_hold() { return std::exchange(hold_, {}); }

    /// Does what is due up to clock `until`; no request arrives before it from now on.
    void advance(Cycles until);

    /// All state but when refreshes are due. The channel has advanced to the archive's clock.
    template <class Archive>
    void describe(Archive& archive)
    {
        rules_.describe(archive);
        bus_.describe(archive);
        for (std::size_t i = 0; i < open_rows_.size(); ++i) {
            const std::size_t bank = archive.bank_at(i);
            archive.row(open_rows_[bank], bank);
        }
        archive.clock(last_column_, Cycles(1));
        for (OpenRowTime& rank : open_time_) rank.describe(archive);
        for (RefreshWindow& window : refresh_windows_) {
            archive.unless_past(window.clocks, [&] {
                for (Cycles& clock : window.clocks) archive.clock(clock, Cycles(0));
                archive.number(window.bank);
            });
        }
        if (postponed_refreshes_ > 0) {
            for (Cycles& begun : refreshes_begun_) archive.clock(begun, Cycles(0));
        }
        refreshes_.describe(archive);
    }
    /// When refreshes are due.
    template <class Archive>
    void describe_deadlines(Archive& archive)
    {
        refreshes_.describe_deadlines(archive);
    }
    [[nodiscard]] Cycles next_refresh() const { return refreshes_.next_due(); }
    /// The latest clock before which something would have been done otherwise, had a refresh been due by then.
    [[nodiscard]] Cycles latest_refresh_check() const { return latest_refresh_check_; }
    void forget_refresh_checks() { latest_refresh_check_ = Cycles(0); }

private:
    static constexpr std::int64_t no_row = -1;
    static constexpr Cycles not_held{std::numeric_limits<std::int64_t>::max()};
    static constexpr std::uint32_t all_banks = std::numeric_limits<std::uint32_t>::max();
    static constexpr unsigned misses_a_count = 32;  ///< of open rows' time
    static constexpr std::uint32_t most_refreshes_waited_for = 1'000'000;

    /// The last refresh of a rank or of one of its banks, until it has held up a request: from its first command to
    /// when a row may be opened again.
    struct RefreshWindow {
        std::array<Cycles, 2> clocks{};
        std::uint32_t bank = all_banks;
    };

    struct OwedRefresh {
        std::uint32_t rank;
        Cycles not_before;
        Cycles start;
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
    void catch_up(std::uint32_t rank, Cycles not_before);
    void refresh(std::uint32_t rank, Cycles not_before);
    void refresh_rank(std::uint32_t rank, Cycles not_before);
    [[nodiscard]] Cycles refresh_start(std::uint32_t rank, Cycles not_before) const;
    void begin_window(std::uint32_t rank, std::uint32_t bank, Cycles first_command, Cycles end);
    [[nodiscard]] Cycles held_since(const BankAddress& at, Cycles arrival);
    void refresh_until(Cycles until);
    [[nodiscard]] OwedRefresh first_to_catch_up() const;
    void skip_idle_refreshes(Cycles until);
    void forget_past(Cycles arrival);
    void count_open_time(Cycles until);
    [[gnu::noinline]] void observe(machine::DramCommand command, const DramAddress& at, Cycles time,
                                   bool auto_precharge, bool whole_rank);
    void count(ChannelCounter counter, std::uint64_t times = 1)
    {
        counters_[static_cast<std::size_t>(counter)] += times;
    }

    TimingRules rules_;
    CommandBus bus_;
    std::span<std::int64_t> open_rows_;  ///< by bank
    Cycles last_column_{-1};
    RefreshSchedule refreshes_;
    std::vector<OpenRowTime> open_time_;          ///< by rank
    std::vector<RefreshWindow> refresh_windows_;  ///< by rank
    std::vector<Cycles> refreshes_begun_;         ///< by rank: no refresh to come begins before that
    RefreshHold<Cycles> hold_;
    Cycles latest_refresh_check_{0};
    unsigned misses_since_count_ = 0;

    std::uint32_t number_;
    bool closes_page_;
    bool refreshes_banks_;
    std::uint64_t postponed_refreshes_;
    Cycles read_to_end_;
    Cycles write_to_end_;
    Cycles bank_refresh_;
    std::uint32_t banks_a_group_;
    std::uint32_t banks_a_rank_;
    std::array<unsigned, dram_command_count> command_cycles_{};
    std::uint64_t* counters_ = nullptr;
    CommandObserver* observer_ = nullptr;
};

}  // namespace deltasim::dram
