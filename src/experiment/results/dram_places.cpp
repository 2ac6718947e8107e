// SPDX-License-Identifier: MIT
#include "experiment/results/dram_places.hpp"

#include <cstddef>

#include "core/checked.hpp"

namespace deltasim::experiment
{

namespace
{

/// Adds the counts of a bank to a place that contains it.
void add(const DramBankCounts& bank, DramPlace& place)
{
    const auto add = [](std::uint64_t& sum, std::uint64_t count) { sum = checked_add(sum, count); };
    add(place.reads, bank.reads);
    add(place.writes, bank.writes);
    add(place.row_hits, bank.reads + bank.writes - bank.activates);
    add(place.row_misses, bank.activates);
    add(place.row_conflicts, bank.row_conflicts);
    add(place.activates, bank.activates);
    add(place.precharges, bank.precharges);
    add(place.bank_refreshes, bank.bank_refreshes);
}

}  // namespace

DramPlaces dram_places(const DramCounts& dram)
{
    DramPlaces places;
    if (dram.ranks.empty()) return places;
    std::size_t bank = 0;
    const std::size_t banks_a_rank = dram.banks.size() / dram.ranks.size();
    for (const DramRankCounts& rank : dram.ranks) {
        if (places.by_channel.size() <= rank.channel) {
            places.by_channel.emplace_back().channel = rank.channel;
            places.by_channel.back().refreshes.emplace(0);
        }
        DramPlace& of_channel = places.by_channel.back();
        DramPlace& of_rank = places.by_rank.emplace_back();
        of_rank.channel = rank.channel;
        of_rank.rank.emplace(rank.rank);
        of_rank.refreshes.emplace(rank.refreshes);
        of_rank.active_cycles.emplace(rank.active_cycles);
        *of_channel.refreshes = checked_add(*of_channel.refreshes, rank.refreshes);
        for (const std::size_t end = bank + banks_a_rank; bank < end; ++bank) {
            const DramBankCounts& counts = dram.banks[bank];
            DramPlace& of_bank = places.by_bank.emplace_back();
            of_bank.channel = counts.channel;
            of_bank.rank.emplace(counts.rank);
            of_bank.bank_group.emplace(counts.bank_group);
            of_bank.bank.emplace(counts.bank);
            for (DramPlace* const place : {&of_channel, &of_rank, &of_bank}) add(counts, *place);
        }
    }
    return places;
}

}  // namespace deltasim::experiment
