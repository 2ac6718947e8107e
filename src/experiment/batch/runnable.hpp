// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "config/readers/experiment.hpp"
#include "config/sweep/sweep_loader.hpp"

// Whether an experiment or a sweep can be run, without running any of it: costs that are missing, tensors that no
// memory has room for.

namespace deltasim::experiment
{

/// Plans every run. Throws InputError with all that is missing for any of them, or with why none of them can be placed:
/// one that cannot, among others, is a row with an error, and no reason to refuse the rest.
void require_runnable(const config::ExperimentConfig& experiment);

/// The same of every point of a sweep. `progress` is told how many groups of it have been looked at, and may throw.
void require_runnable(config::SweepLoader& loader, const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
