// SPDX-License-Identifier: MIT
#pragma once

#include "sim/steps/bound_nest.hpp"

namespace deltasim::sim
{

/// Where the bursts of the DMA engine stand between steps and loops, the neighbours among these become loops of one
/// iteration. So they are looked up at once, and without the engine.
void group_between_bursts(BoundNest& nest);

}  // namespace deltasim::sim
