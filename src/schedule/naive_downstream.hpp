// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `naive_downstream`: like `naive`, but keeps the deltas of the layer above. G(l, j) is computed from them
// anew for every weight and bias: for each k of the layer above it reads a delta and a weight.

namespace deltasim::schedule
{

[[nodiscard]] Program naive_downstream_program(const model::Head& head, const model::Training& training,
                                               std::uint64_t lanes);
[[nodiscard]] OperandTally naive_downstream_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
