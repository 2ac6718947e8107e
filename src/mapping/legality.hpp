// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/loop_nest.hpp"

// Which orders of loops a phase allows. Sums may be taken out of the lanes and brought back, and so let any loop go
// around any other. What a schedule holds in registers besides (the delta of a row, the activation of a column) it
// holds while other loops go by: a loop over what is held must not lie inside of these. Lanes side by side add to one
// sum only where the array adds lanes up.

namespace deltasim::mapping
{

struct StagePlan;

/// Checks the loops of a plan. Throws MappingError, which names the loops and the tensor between them.
void check_legality(const schedule::LoopNest& nest, const StagePlan& plan);

}  // namespace deltasim::mapping
