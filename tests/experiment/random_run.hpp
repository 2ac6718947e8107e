// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "config/readers/experiment.hpp"
#include "model/head.hpp"
#include "rooms.hpp"
#include "schedule/row_padding.hpp"
#include "schedule/schedules.hpp"

// Small random heads, machines and ways to train, by seed, as different from one another as the configuration allows.

namespace deltasim::test
{

/// none: no DRAM. flat: a flat DRAM. rows: a DRAM with one channel and open rows, whose ranks are refreshed when that
/// is due. devices: a file of configs/dram, with any page policy, refresh granularity, postponement and address
/// mapping, refreshed more often than necessary. edram: no DRAM, and every eDRAM refreshes its rows; only here and with
/// devices does it. controllers: like rows, but with several channels, closed pages, per-bank refresh, postponed or no
/// refreshes, and commands of more than one clock.
enum class RandomDram { none, flat, rows, devices, edram, controllers };

/// small: at most 40 nodes per layer and twenty thousand steps of `naive`; medium: at most 1,500 nodes and half a
/// million steps.
enum class RandomSize { small, medium };

struct RandomRun {
    Head head;
    PricedProcessor priced;
    TrainingConfig training;    ///< `schedules`: the two schedules to run
    PlacementConfig placement;  ///< no homes; half of the runs with enough room have padded rows of weights
};

/// Equal for equal seeds on every platform; fp32 if 3 divides the seed. Every tensor has room, also in fp32, at least
/// off chip.
[[nodiscard]] RandomRun random_run(std::uint64_t seed, RandomDram dram, RandomSize size = RandomSize::small);

/// The program of a schedule in the run, with padded rows.
[[nodiscard]] Program program_of(const RandomRun& run, const Schedule& schedule);

/// The run's schedules.
[[nodiscard]] std::vector<const Schedule*> schedules_of(const RandomRun& run);

/// The same head and machine under naive and delta, with one sample and plain gradient descent.
[[nodiscard]] RandomRun plain(RandomRun run);

/// The same run; if its DRAM has rows, its idle channels enter an idle state drawn by the seed.
[[nodiscard]] RandomRun resting(RandomRun run, std::uint64_t seed);

/// The same run in fp32, and so without master weights.
[[nodiscard]] RandomRun in_fp32(RandomRun run);

/// A cost table with a different price for everything.
[[nodiscard]] CostTable every_cost();

}  // namespace deltasim::test
