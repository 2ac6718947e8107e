// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta`: the deltas of all nodes first, from the output down, then one pass over the weights of each layer.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_program(const model::Head& head, const model::Training& training, std::uint64_t lanes);
[[nodiscard]] OperandTally delta_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
