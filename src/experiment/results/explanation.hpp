// SPDX-License-Identifier: MIT
#pragma once

#include "config/readers/experiment.hpp"
#include "experiment/results/run_json.hpp"

// What the figures of one run mean: where its tensors live and why, what its energy and its time go into, what another
// schedule would save, and how far from the bound it is. All of it follows from runs' JSON.

namespace deltasim::experiment
{

/// A run among those of a comparison of one model on one processor, whose baseline it is: {"model", "processor",
/// "costs", "schedule", "classes", "batch", "cycles", "seconds", "energy_pj", "energy_unit", "energy_pj_per_sample",
/// "seconds_per_sample", "epoch", "homes", "memories", "energy", "accesses", "most_read", "time", "schedules",
/// "better", "bound", "assumed", "notes"}. `placement` is the experiment's. Null where that run failed.
[[nodiscard]] Json explanation(const Json& comparison, const config::PlacementConfig& placement);

}  // namespace deltasim::experiment
