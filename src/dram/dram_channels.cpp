// SPDX-License-Identifier: MIT
#include "dram/dram_channels.hpp"

#include <algorithm>

namespace deltasim::dram
{

DramChannels::DramChannels(const machine::DramDevice& device)
    : idle_(device.idle.state), ranks_(device.ranks), groups_(device.bank_groups), banks_(device.banks()),
      mapping_(device), open_rows_(device.channels * device.banks(), -1)
{
    channels_.reserve(device.channels);
    const std::span<std::int64_t> rows(open_rows_);
    for (std::uint32_t channel = 0; channel < device.channels; ++channel) {
        channels_.emplace_back(device, channel, rows.subspan(channel * device.banks(), device.banks()));
    }
}

void DramChannels::count_in(std::uint64_t* counters)
{
    for (DramChannel& channel : channels_) {
        channel.count_in(counters);
        counters += channel_counter_count();
    }
}

void DramChannels::watch(CommandObserver* observer)
{
    for (DramChannel& channel : channels_) channel.watch(observer);
}

void DramChannels::access_each(std::uint64_t first, bool same_burst, bool is_write, std::span<Cycles> times)
{
    for (std::size_t i = 0; i < times.size();) {
        const std::uint64_t burst = same_burst ? first : first + i;
        const DramAddress at = mapping_.address(burst);
        DramChannel& channel = channels_[at.channel];
        std::size_t served = 0;
        if (!same_burst && i + 1 < times.size())
            served = channel.access_open_rows(mapping_, burst, at, is_write, times.subspan(i));
        if (served == 0) {
            times[i] = channel.access(at, is_write, times[i]);
            served = 1;
        }
        i += served;
    }
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

DramCounts DramChannels::read_out(std::span<const std::uint64_t> counters, std::uint64_t cycles) const
{
    DramCounts counts;
    counts.cycles = cycles;
    const std::size_t banks_a_rank = banks_ / ranks_;
    const std::size_t banks_a_group = banks_a_rank / groups_;
    for (std::uint32_t channel = 0; channel < channels_.size(); ++channel) {
        const auto of_channel = counters.subspan(channel * channel_counter_count(), channel_counter_count());
        for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
            const auto of_rank = of_channel.subspan(banks_ * bank_counter_count + rank * rank_counter_count);
            DramRankCounts& sum = counts.ranks.emplace_back();
            sum = {channel, rank, 0, of_rank[0], of_rank[1], of_rank[2], idle_cycles(of_rank[3], of_rank[4])};
            for (std::uint32_t bank = 0; bank < banks_a_rank; ++bank) {
                const auto of_bank = of_channel.subspan((rank * banks_a_rank + bank) * bank_counter_count);
                const auto counter = [&](machine::DramCommand command) {
                    return of_bank[static_cast<std::size_t>(command)];
                };
                using enum machine::DramCommand;
                sum.refreshes += counter(refresh);
                counts.banks.push_back({channel, rank, static_cast<std::uint32_t>(bank / banks_a_group),
                                        static_cast<std::uint32_t>(bank % banks_a_group), counter(activate),
                                        counter(precharge), counter(read), counter(write), counter(refresh_bank),
                                        of_bank[row_conflict_counter]});
            }
        }
    }
    counts.add_up();
    counts.row_misses = counts.activates;  // only a request that misses opens a row
    counts.row_hits = counts.reads + counts.writes - counts.activates;
    return counts;
}

}  // namespace deltasim::dram
