// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "config/readers/experiment.hpp"
#include "config/sweep/sweep_loader.hpp"

// Checks whether an experiment or a sweep can be run, without running it: costs may be missing, and tensors may have no
// room.

namespace deltasim::experiment
{

/// The runs that cannot be placed, if others can: these become rows with an error.
struct Unplaceable {
    std::uint64_t runs = 0;
    std::uint64_t of = 0;  ///< the number of all runs
    std::string first;     ///< the first run that cannot be placed, and why
};

/// Plans every run. Throws InputError with everything that is missing for any run, or, if no run can be placed, with
/// the reason. If only some cannot be placed, the others are not refused.
[[nodiscard]] Unplaceable require_runnable(const config::ExperimentConfig& experiment);

/// Does the same for every point of a sweep. `progress` is called with the number of checked groups, and may throw.
[[nodiscard]] Unplaceable require_runnable(config::SweepLoader& loader,
                                           const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
