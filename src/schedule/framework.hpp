// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `framework`: works like deep-learning frameworks. Computes the deltas of all nodes, then the gradients of
// all parameters, which it stores, then runs the optimizer in one pass over parameters and gradients.

namespace deltasim::schedule
{

[[nodiscard]] Program framework_program(const model::Head& head, const model::Training& training, std::uint64_t lanes);
[[nodiscard]] OperandTally framework_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
