// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/run_counts.hpp"
#include "experiment/results/fields.hpp"
#include "experiment/results/named_values.hpp"

// The counts of a DRAM by channel, by rank and by bank.

namespace deltasim::experiment
{

/// A channel, a rank or a bank; fields that such a place does not have are absent.
struct DramPlace {
    std::uint32_t channel = 0;
    OrAbsent<std::uint32_t> rank;
    OrAbsent<std::uint32_t> bank_group;
    OrAbsent<std::uint32_t> bank;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
    std::uint64_t row_hits = 0;
    std::uint64_t row_misses = 0;
    std::uint64_t row_conflicts = 0;
    std::uint64_t activates = 0;
    std::uint64_t precharges = 0;
    std::uint64_t bank_refreshes = 0;
    OrAbsent<std::uint64_t> refreshes;
    OrAbsent<std::uint64_t> active_cycles;
};

template <>
struct Fields<DramPlace> {
    static constexpr auto list = fields(
        field("channel", &DramPlace::channel, "channel", "", "from 0"),
        field("rank", &DramPlace::rank, "rank", "", "of the channel"),
        field("bank_group", &DramPlace::bank_group, "bank group", "", "of the rank"),
        field("bank", &DramPlace::bank, "bank", "", "of the group"),
        field("reads", &DramPlace::reads, "reads", "", "bursts read"),
        field("writes", &DramPlace::writes, "writes", "", "bursts written"),
        field("row_hits", &DramPlace::row_hits, "row hits", "", "requests that found their row open"),
        field("row_misses", &DramPlace::row_misses, "row misses", "", "requests that did not"),
        field("row_conflicts", &DramPlace::row_conflicts, "row conflicts", "", "misses that found another row open"),
        field("activates", &DramPlace::activates, "activates", "", "rows opened"),
        field("precharges", &DramPlace::precharges, "precharges", "", "banks closed"),
        field("bank_refreshes", &DramPlace::bank_refreshes, "bank refreshes", "", "of single banks"),
        field("refreshes", &DramPlace::refreshes, "refreshes", "", "of whole ranks"),
        field("active_cycles", &DramPlace::active_cycles, "active", "cycles",
              "clocks in which the rank has a row open"));
};

/// In each list the counts sum to the totals; empty for a DRAM without banks.
struct DramPlaces {
    std::vector<DramPlace> by_channel;
    std::vector<DramPlace> by_rank;
    std::vector<DramPlace> by_bank;
};

template <>
struct Fields<DramPlaces> {
    static constexpr auto list = fields(field("by_channel", &DramPlaces::by_channel, "by channel", "", ""),
                                        field("by_rank", &DramPlaces::by_rank, "by rank", "", ""),
                                        field("by_bank", &DramPlaces::by_bank, "by bank", "", ""));
};

[[nodiscard]] DramPlaces dram_places(const DramCounts& dram);

}  // namespace deltasim::experiment
