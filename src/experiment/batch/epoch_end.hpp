// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "experiment/run/run.hpp"

// Simulates the last, smaller step of an epoch in a process of its own.

namespace deltasim::experiment
{

/// Null if all steps are alike, or if values move in the run. Call this before the run itself, since SystemC cannot be
/// restarted. `progress` is called with 0, and may throw to end the simulation. Throws std::runtime_error if the
/// simulation fails.
[[nodiscard]] std::shared_ptr<const sim::SimulationResult> epoch_end(
    const RunRequest& request, const std::function<void(std::uint64_t steps)>& progress);

}  // namespace deltasim::experiment
