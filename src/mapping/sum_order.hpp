// SPDX-License-Identifier: MIT
#pragma once

#include "mapping/stage_plan.hpp"
#include "model/reference_step.hpp"

// The order in which a mapped forward nest sums its rows.

namespace deltasim::mapping
{

[[nodiscard]] model::SumOrder sum_order(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                        const MappedMachine& machine);

}  // namespace deltasim::mapping
