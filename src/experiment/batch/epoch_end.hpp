// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "experiment/run/run.hpp"

// The last, smaller step of an epoch, simulated in a process of its own.

namespace deltasim::experiment
{

/// Null where all steps are alike, and of a run whose values move. To be called before the run itself, as SystemC
/// cannot be left. `progress` is called with 0, and may throw to end it. Throws std::runtime_error where the simulation
/// fails.
[[nodiscard]] std::shared_ptr<const sim::SimulationResult> epoch_end(
    const RunRequest& request, const std::function<void(std::uint64_t steps)>& progress);

}  // namespace deltasim::experiment
