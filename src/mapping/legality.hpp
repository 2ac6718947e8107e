// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/loop_nest.hpp"

// Checks which orders of loops a phase allows. Sums may be moved out of the lanes and back in, so any loop may be
// outside any other as far as sums are concerned. Other words that a schedule holds in registers (the delta of a row,
// the activation of a column) stay there during certain loops; a loop that indexes such a word must not be inside those
// loops. Neighbouring lanes may add to one sum only where the array adds up its lanes.

namespace deltasim::mapping
{

struct StagePlan;

/// Checks the loops of a plan. Throws MappingError that names the loops and the tensor in conflict.
void check_legality(const schedule::LoopNest& nest, const StagePlan& plan);

}  // namespace deltasim::mapping
