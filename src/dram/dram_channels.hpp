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

// All channels of a DRAM in its own clocks. Each channel has its own controller; the address of a burst decides which
// one serves it.

namespace deltasim::dram
{

class DramChannels
{
public:
    explicit DramChannels(const machine::DramDevice& device);
    DramChannels(DramChannels&&) = default;  // channels hold references to the rows, which do not move
    DramChannels(const DramChannels&) = delete;
    DramChannels& operator=(const DramChannels&) = delete;
    ~DramChannels() = default;

    /// The number of counters: channel by channel, first those of banks, then those of ranks.
    [[nodiscard]] std::size_t counter_count() const { return channels_.size() * channel_counter_count(); }
    /// The place of a bank's counter if another bank took its place: `bank_at` gives that bank, numbered over all
    /// channels. Other counters keep their places.
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
    /// From now on `observer` gets every command; nullptr: nobody does.
    void watch(CommandObserver* observer);

    /// Serves burst number address / burst_bytes. Its request arrives at clock `arrival`, not before the request before
    /// it. Returns the clock after its last data beat.
    Cycles access(std::uint64_t burst, bool is_write, Cycles arrival)
    {
        const DramAddress at = mapping_.address(burst);
        return channels_[at.channel].access(at, is_write, arrival);
    }

    /// Serves neighbouring bursts from `first` on, or `first` again and again. `times`: the arrivals of the requests,
    /// each not before the one before it, which become the clocks after their last data beats.
    void access_each(std::uint64_t first, bool same_burst, bool is_write, std::span<Cycles> times);

    /// Does everything that is due up to clock `until`; from now on no request arrives before it.
    void advance(Cycles until)
    {
        for (DramChannel& channel : channels_) channel.advance(until);
    }

    void count_time(Cycles until)
    {
        for (DramChannel& channel : channels_) channel.count_time(until);
    }

    void count_precharges() const
    {
        for (const DramChannel& channel : channels_) channel.count_precharges();
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
    /// The open row of each bank, channel by channel.
    [[nodiscard]] std::span<std::int64_t> open_rows() { return open_rows_; }
    [[nodiscard]] Cycles next_refresh() const;
    /// True if the next refresh is due at the same clock in all channels; false only while one channel is ahead of
    /// others.
    [[nodiscard]] bool refresh_together() const;
    [[nodiscard]] Cycles latest_refresh_check() const;
    void forget_refresh_checks();

    /// After count_precharges(): the commands that `counters` hold after a run of `cycles` clocks.
    [[nodiscard]] DramCounts read_out(std::span<const std::uint64_t> counters, std::uint64_t cycles) const;

private:
    [[nodiscard]] std::size_t channel_counter_count() const
    {
        return banks_ * bank_counter_count + ranks_ * rank_counter_count;
    }

    /// For a rank whose clock was stopped for `open` clocks with an open row and `closed` clocks without one.
    [[nodiscard]] DramIdleCycles idle_cycles(std::uint64_t open, std::uint64_t closed) const
    {
        return idle_ == machine::IdleState::self_refresh ? DramIdleCycles{0, 0, open + closed}
                                                         : DramIdleCycles{open, closed, 0};
    }

    machine::IdleState idle_;
    std::size_t ranks_;  ///< in one channel
    std::size_t groups_;
    std::size_t banks_;
    AddressMapping mapping_;
    std::vector<std::int64_t> open_rows_;
    std::vector<DramChannel> channels_;
};

}  // namespace deltasim::dram
