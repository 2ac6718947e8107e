// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"

// Checks that a run can be priced.

namespace deltasim::experiment
{

/// Prices one of everything that the program does, to find missing costs before the simulation and not after it. Throws
/// InputError.
void require_costs(const RunRequest& request, const RunPlan& plan);

}  // namespace deltasim::experiment
