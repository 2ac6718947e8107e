// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/experiment.hpp"
#include "model/head.hpp"

// Small heads and machines drawn from a seed, as different from one another as the configuration allows.

namespace deltasim::test
{

enum class RandomDram { none, flat, rows };

/// small: at most 40 nodes a layer and twenty thousand steps of `naive`; medium: at most 1,500 and half a million.
enum class RandomSize { small, medium };

struct RandomRun {
    Head head;
    PricedProcessor priced;
    TrainingConfig training;
};

/// The same for the same seed on every platform. Every tensor has room, if only off chip.
[[nodiscard]] RandomRun random_run(std::uint64_t seed, RandomDram dram, RandomSize size = RandomSize::small);

/// A cost table with a different price for everything.
[[nodiscard]] CostTable every_cost();

}  // namespace deltasim::test
