// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_latched`: like `delta`, but d[l][j] is read once, with the bias, and stays in a register of the array
// for the whole row.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_latched_program(const model::Head& head, const model::Training& training,
                                            std::uint64_t lanes);
[[nodiscard]] OperandTally delta_latched_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
