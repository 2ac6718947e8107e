// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_lookahead`: no update phase. The forward pass applies the update of the step before on its way
// through the weights, from the deltas and activations of that step; then come the deltas of this one.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_lookahead_program(const model::Head& head, const model::Training& training,
                                              std::uint64_t lanes);
[[nodiscard]] OperandTally delta_lookahead_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
