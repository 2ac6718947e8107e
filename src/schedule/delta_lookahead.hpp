// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_lookahead`: has no update phase. While the forward pass goes through the weights, it applies the
// update of the previous step, from the deltas and activations of that step. Then come the deltas of this step.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_lookahead_program(const model::Head& head, const model::Training& training,
                                              std::uint64_t lanes);
[[nodiscard]] OperandTally delta_lookahead_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
