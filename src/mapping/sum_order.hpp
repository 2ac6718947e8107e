// SPDX-License-Identifier: MIT
#pragma once

#include "mapping/stage_plan.hpp"
#include "model/reference_step.hpp"

// The order in which a mapped forward nest sums its rows.

namespace deltasim::mapping
{

/// The order in which a layer's rows are summed for some samples.
struct OrderedSums {
    schedule::SampleRange samples;
    model::SumOrder order;
};

/// Of the first stage of such a nest.
[[nodiscard]] model::SumOrder sum_order(const StagePlan& plan);

}  // namespace deltasim::mapping
