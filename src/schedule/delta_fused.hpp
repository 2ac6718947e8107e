// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_fused`: one pass over the weights of each layer, from the output down and column by column, updates
// the weights and computes the deltas of the layer below from the old weights.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_fused_program(const model::Head& head, const model::Training& training,
                                          std::uint64_t lanes);
[[nodiscard]] OperandTally delta_fused_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
