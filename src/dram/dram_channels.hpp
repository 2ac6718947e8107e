// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "dram/address_mapping.hpp"
#include "dram/dram_channel.hpp"
#include "machine/dram_device.hpp"

// All channels of a DRAM in its own clocks, each with a controller of its own; a burst's address says which one serves
// it.

namespace deltasim::dram
{

class DramChannels
{
public:
    explicit DramChannels(const machine::DramDevice& device);
    DramChannels(DramChannels&&) = default;  // channels see the rows, which stay where they are
    DramChannels(const DramChannels&) = delete;
    DramChannels& operator=(const DramChannels&) = delete;
    ~DramChannels() = default;

    /// How many counters there are: channel by channel those of banks, then those of ranks.
    [[nodiscard]] std::size_t counter_count() const { return channels_.size() * channel_counter_count(); }
    /// Where a counter of a bank would be if another bank took its place: `bank_at` says which, of all channels' banks.
    /// Other counters stay where they are.
    template <class BankAt>
    [[nodiscard]] std::size_t counter_at(std::size_t counter, const BankAt& bank_at) const
    {
        const std::size_t channel = counter / channel_counter_count();
        const std::size_t within = counter % channel_counter_count();
        if (within >= banks_ * bank_counter_count) return counter;
        const std::size_t bank = bank_at(channel * banks_ + within / bank_counter_count) - channel * banks_;
        return channel * channel_counter_count() + bank * bank_counter_count + within % bank_counter_count;
    }
    void count_in(std::uint64_t* counters);
    /// Who is told of every command from now on; nullptr: nobody.
    void watch(CommandObserver* observer);

    /// Serves a burst, address / burst_bytes, whose request is there at clock `arrival`, not before the one before it.
    /// Returns the clock after its last data beat.
    Cycles access(std::uint64_t burst, bool is_write, Cycles arrival)
    {
        const DramAddress at = mapping_.address(burst);
        return channels_[at.channel].access(at, is_write, arrival);
    }

    /// Does what is due up to clock `until`; no request arrives before it from now on.
    void advance(Cycles until)
    {
        for (DramChannel& channel : channels_) channel.advance(until);
    }

    void count_time(Cycles until)
    {
        for (DramChannel& channel : channels_) channel.count_time(until);
    }

    [[nodiscard]] std::span<DramChannel> all() { return channels_; }
    [[nodiscard]] std::span<const DramChannel> all() const { return channels_; }
    [[nodiscard]] const AddressMapping& mapping() const { return mapping_; }

    // As for one channel.

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        for (auto& channel : self.channels_) archive.part(channel);
    }
    template <class Archive, class Self>
    static void describe_deadlines(Archive& archive, Self& self)
    {
        for (auto& channel : self.channels_) DramChannel::describe_deadlines(archive, channel);
    }
    /// The row open in each bank, channel by channel.
    [[nodiscard]] std::span<std::int64_t> open_rows() { return open_rows_; }
    [[nodiscard]] Cycles next_refresh() const;
    /// Whether the next refresh of every channel is due at the same clock, as it is but while one is ahead of others.
    [[nodiscard]] bool refresh_together() const;
    [[nodiscard]] Cycles latest_refresh_check() const;
    void forget_refresh_checks();

    /// The commands that `counters` have counted in a run of `cycles` clocks.
    [[nodiscard]] DramCounts read_out(std::span<const std::uint64_t> counters, std::uint64_t cycles) const;

private:
    [[nodiscard]] std::size_t channel_counter_count() const
    {
        return banks_ * bank_counter_count + ranks_ * rank_counter_count;
    }

    /// Of a rank whose clock was stopped for so many clocks with a row open, and with none.
    [[nodiscard]] DramIdleCycles idle_cycles(std::uint64_t open, std::uint64_t closed) const
    {
        return idle_ == machine::IdleState::self_refresh ? DramIdleCycles{0, 0, open + closed}
                                                         : DramIdleCycles{open, closed, 0};
    }

    machine::IdleState idle_;
    std::size_t ranks_;  ///< of a channel
    std::size_t groups_;
    std::size_t banks_;
    AddressMapping mapping_;
    std::vector<std::int64_t> open_rows_;
    std::vector<DramChannel> channels_;
};

}  // namespace deltasim::dram
