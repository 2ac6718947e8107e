// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/layer_work.hpp"
#include "schedule/schedules.hpp"

// Schedule `delta`: computes the deltas of all nodes first, from the output down, then updates the weights of each
// layer in one pass.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_program(const model::Head& head, const model::Training& training, std::uint64_t lanes);
[[nodiscard]] OperandTally delta_operand_accesses(const model::Head& head, const model::Training& training);

/// Adds the pass over the weights of each trainable layer, for all samples.
void add_update_phase(const StepWork& work, Program& program);

}  // namespace deltasim::schedule
