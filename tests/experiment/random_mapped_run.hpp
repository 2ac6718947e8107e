// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/random_run.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

// Random mappings for the runs of random_run.hpp, by seed.

namespace deltasim::test
{

/// Gives the machine rows and columns of lanes, and a DMA engine of its own.
void draw_grid(RandomSource& random, ProcessorConfig& processor);

/// Draws mappings until one is possible; returns false if none is.
bool draw_possible_mapping(RandomSource& random, RandomRun& run, const Schedule& schedule);

}  // namespace deltasim::test
