// SPDX-License-Identifier: MIT
#pragma once

#include "schedule/schedules.hpp"

// Schedule `delta_deferred`: updates are put off. Samples go forward and back a pass at a time, all with the same
// weights; the activations and deltas of every pass are kept, and one update then applies all their outer products: a
// change of a rank as high as there are samples, while each weight is read and written once. Where gradients are
// accumulated instead, a word for each weight is read and written in every pass; here there is none.

namespace deltasim::schedule
{

[[nodiscard]] Program delta_deferred_program(const model::Head& head, const model::Training& training,
                                             std::uint64_t lanes);
/// Those of `delta` on as many samples: passes are an order of the same work.
[[nodiscard]] OperandTally delta_deferred_operand_accesses(const model::Head& head, const model::Training& training);

}  // namespace deltasim::schedule
