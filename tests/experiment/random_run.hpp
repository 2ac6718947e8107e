// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/head.hpp"
#include "rooms.hpp"
#include "schedule/row_padding.hpp"
#include "schedule/schedules.hpp"

// Small heads, machines and ways to train drawn from a seed, as different from one another as the configuration allows.

namespace deltasim::test
{

/// none, flat and rows: without, and with DRAM of either kind. devices: one of the files of configs/dram, under any
/// page policy, refresh granularity, postponement and mapping, refreshed more often than it need be. edram: without,
/// and what eDRAM there is refreshes its rows, which it does not otherwise; it does with devices, too. controllers: as
/// rows, which is one channel of open rows whose ranks are refreshed when that is due, with several channels, closed
/// pages, refresh of single banks, postponed or none, and commands of more than a clock.
enum class RandomDram { none, flat, rows, devices, edram, controllers };

/// small: at most 40 nodes a layer and twenty thousand steps of `naive`; medium: at most 1,500 and half a million.
enum class RandomSize { small, medium };

struct RandomRun {
    Head head;
    PricedProcessor priced;
    TrainingConfig training;    ///< `schedules` are to be run: two of them, drawn
    PlacementConfig placement;  ///< no homes; half of those that have room for it have weights with padded rows
};

/// The same for the same seed on every platform; of fp32 where 3 divides the seed. Every tensor has room, in fp32 too,
/// if only off chip.
[[nodiscard]] RandomRun random_run(std::uint64_t seed, RandomDram dram, RandomSize size = RandomSize::small);

/// What a schedule does in the run, its rows padded.
[[nodiscard]] Program program_of(const RandomRun& run, const Schedule& schedule);

/// The run's schedules.
[[nodiscard]] std::vector<const Schedule*> schedules_of(const RandomRun& run);

/// The same head and machine under naive and delta, one sample and plain gradient descent.
[[nodiscard]] RandomRun plain(RandomRun run);

/// The same with a DRAM whose idle channels rest, if it has rows, as the seed draws it.
[[nodiscard]] RandomRun resting(RandomRun run, std::uint64_t seed);

/// The same without narrow words, and so without master weights.
[[nodiscard]] RandomRun in_fp32(RandomRun run);

/// A cost table with a different price for everything.
[[nodiscard]] CostTable every_cost();

}  // namespace deltasim::test
