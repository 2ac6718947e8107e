// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"

// A run whose simulation a store holds.

namespace deltasim::experiment
{

/// report_run() of a simulation that anyone may have written. Throws DamagedResult where it fails what a run checks of
/// itself.
[[nodiscard]] RunReport report_stored(const RunRequest& request, const RunPlan& plan, sim::SimulationResult simulation);

}  // namespace deltasim::experiment
