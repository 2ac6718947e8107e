// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `naive_downstream`: as `naive`, but the deltas of the layer above are kept. G(l, j) is worked out anew for
// every weight and bias from them: for each k of the layer above a delta and a weight.

namespace deltasim::schedule
{

[[nodiscard]] Program naive_downstream_program(const model::Head& head, const model::Training& training,
                                               std::uint64_t lanes);
[[nodiscard]] OperandTally naive_downstream_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
