// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"

// Reports a run whose simulation comes from a store.

namespace deltasim::experiment
{

/// Calls report_run() with a simulation that anyone may have written. Throws DamagedResult if the simulation fails the
/// self-checks of a run.
[[nodiscard]] RunReport report_stored(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation);

}  // namespace deltasim::experiment
