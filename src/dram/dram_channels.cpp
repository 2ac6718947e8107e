// SPDX-License-Identifier: MIT
#include "dram/dram_channels.hpp"

#include <algorithm>

namespace deltasim::dram
{

DramChannels::DramChannels(const machine::DramDevice& device)
    : mapping_(device), open_rows_(device.channels * device.banks(), -1)
{
    channels_.reserve(device.channels);
    const std::span<std::int64_t> rows(open_rows_);
    for (std::uint32_t channel = 0; channel < device.channels; ++channel) {
        channels_.emplace_back(device, channel, rows.subspan(channel * device.banks(), device.banks()));
    }
}

void DramChannels::count_in(std::uint64_t* counters)
{
    for (DramChannel& channel : channels_) channel.count_in(counters);
}

void DramChannels::watch(CommandObserver* observer)
{
    for (DramChannel& channel : channels_) channel.watch(observer);
}

Cycles DramChannels::next_refresh() const
{
    Cycles next = channels_.front().next_refresh();
    for (const DramChannel& channel : channels_) next = std::min(next, channel.next_refresh());
    return next;
}

bool DramChannels::refresh_together() const
{
    const Cycles next = channels_.front().next_refresh();
    return std::all_of(channels_.begin(), channels_.end(),
                       [&](const DramChannel& channel) { return channel.next_refresh() == next; });
}

Cycles DramChannels::latest_refresh_check() const
{
    Cycles latest{0};
    for (const DramChannel& channel : channels_) latest = std::max(latest, channel.latest_refresh_check());
    return latest;
}

void DramChannels::forget_refresh_checks()
{
    for (DramChannel& channel : channels_) channel.forget_refresh_checks();
}

DramCounts DramChannels::read_out(std::span<const std::uint64_t> counters, std::uint64_t cycles)
{
    const auto counter = [&](ChannelCounter which) { return counters[static_cast<std::size_t>(which)]; };
    DramCounts counts;
    counts.activates = counter(ChannelCounter::activates);
    counts.precharges = counter(ChannelCounter::precharges);
    counts.reads = counter(ChannelCounter::reads);
    counts.writes = counter(ChannelCounter::writes);
    counts.refreshes = counter(ChannelCounter::refreshes);
    counts.bank_refreshes = counter(ChannelCounter::bank_refreshes);
    counts.row_hits = counter(ChannelCounter::row_hits);
    counts.row_misses = counter(ChannelCounter::row_misses);
    counts.cycles = cycles;
    counts.rank_active_cycles = counter(ChannelCounter::rank_active_cycles);
    counts.bank_active_cycles = counter(ChannelCounter::bank_active_cycles);
    counts.bank_refresh_only_cycles = counter(ChannelCounter::bank_refresh_only_cycles);
    return counts;
}

}  // namespace deltasim::dram
