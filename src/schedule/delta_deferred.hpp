// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_deferred`: defers updates. Each pass runs some samples forward and backward, all with the same
// weights. The activations and deltas of every pass are kept, and one update then applies all their outer products. So
// each weight is read and written once. Gradient accumulation would instead read and write a gradient for each weight
// in every pass; here there is none.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_deferred_program(const model::Head& head, const model::Training& training,
                                             std::uint64_t lanes);
/// Those of `delta` on as many samples: the passes only change the order of the same work.
[[nodiscard]] OperandTally delta_deferred_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
