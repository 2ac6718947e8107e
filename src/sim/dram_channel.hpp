// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "config/dram_device.hpp"
#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "sim/address_mapping.hpp"
#include "sim/command_bus.hpp"
#include "sim/timing_rules.hpp"

// One DRAM channel in its own clocks. Column commands go out in the order of the requests; the activate and precharge
// that a request needs go out as soon as the rules allow once it is there, ahead of older column commands. Rows stay
// open. Each rank is refreshed every tREFI, whatever the traffic: a request whose first command would come when a
// refresh is due waits for it; what has begun is finished first.

namespace deltasim
{

/// Counters of a channel, in the order in which they lie in the machine's array of counters.
/// The first five are the commands, numbered as in DramCommand.
enum class ChannelCounter : std::uint8_t { activates, precharges, reads, writes, refreshes, row_hits, row_misses };
inline constexpr std::size_t channel_counter_count = 7;

class DramChannel
{
public:
    explicit DramChannel(const DramDevice& device);

    void count_in(std::uint64_t* counters) { counters_ = counters; }

    /// Serves one burst whose request is there at clock `arrival`. Returns the clock after its last data beat.
    Cycles access(std::uint64_t burst, bool is_write, Cycles arrival);

    /// Does the refreshes due up to clock `end`.
    void finish(Cycles end);

    /// All state but when refreshes are due.
    template <class Archive>
    void describe(Archive& archive)
    {
        rules_.describe(archive);
        bus_.describe(archive);
        for (std::int64_t& row : open_rows_) archive.row(row);
        archive.clock(last_column_, Cycles(1));
    }
    /// When refreshes are due.
    template <class Archive>
    void describe_deadlines(Archive& archive)
    {
        for (Cycles& due : refresh_due_) archive.deadline(due);
        if constexpr (Archive::decodes) find_next_refresh();
    }
    [[nodiscard]] std::span<std::int64_t> open_rows() { return open_rows_; }
    [[nodiscard]] std::uint64_t column_bits() const { return mapping_.column_bits(); }
    [[nodiscard]] bool refreshes() const { return refresh_interval_.value() > 0; }
    [[nodiscard]] Cycles next_refresh() const { return next_due_; }
    /// The latest first command that would have waited had a refresh been due by then.
    [[nodiscard]] Cycles latest_refresh_check() const { return latest_refresh_check_; }
    void forget_refresh_checks() { latest_refresh_check_ = Cycles(0); }

private:
    static constexpr std::int64_t no_row = -1;

    void issue(DramCommand command, const BankAddress& at, Cycles time);
    [[nodiscard]] Cycles first_command(DramCommand column, const BankAddress& at, std::int64_t row,
                                       Cycles arrival) const;
    void open_row(const BankAddress& at, std::int64_t row, Cycles arrival);
    void refresh_next_rank();
    void skip_idle_refreshes(Cycles until);
    void find_next_refresh();
    void count(ChannelCounter counter, std::uint64_t times = 1)
    {
        counters_[static_cast<std::size_t>(counter)] += times;
    }

    AddressMapping mapping_;
    TimingRules rules_;
    CommandBus bus_;
    std::vector<std::int64_t> open_rows_;  ///< by bank
    Cycles last_column_{-1};
    std::vector<Cycles> refresh_due_;  ///< by rank
    std::uint32_t next_rank_ = 0;      ///< the rank that is due first
    Cycles next_due_;
    Cycles latest_refresh_check_{0};

    Cycles read_to_end_;
    Cycles write_to_end_;
    Cycles refresh_interval_;
    std::uint32_t banks_a_rank_;
    std::uint64_t* counters_ = nullptr;
};

}  // namespace deltasim
