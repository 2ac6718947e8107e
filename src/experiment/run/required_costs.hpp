// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"

// Whether a run can be priced.

namespace deltasim::experiment
{

/// Pricing one of everything that the program does finds missing costs before the simulation, not after it. Throws
/// InputError.
void require_costs(const RunRequest& request, const RunPlan& plan);

}  // namespace deltasim::experiment
