// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `naive`: computes the whole chain rule G(l, j) anew for every weight and bias. G(L, k) reads an activation
// and a target. G(l, j) reads an activation and, for each k of the layer above, a weight and everything that G(l + 1,
// k) reads.

namespace deltasim::schedule
{

[[nodiscard]] Program naive_program(const model::Head& head, const model::Training& training, std::uint64_t lanes);
[[nodiscard]] OperandTally naive_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
