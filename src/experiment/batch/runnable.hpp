// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "config/readers/experiment.hpp"
#include "config/sweep/sweep_loader.hpp"

// Whether an experiment or a sweep can be run, without running any of it: costs that are missing, tensors that no
// memory has room for.

namespace deltasim::experiment
{

/// Runs that cannot be placed, among others that can: rows with an error.
struct Unplaceable {
    std::uint64_t runs = 0;
    std::uint64_t of = 0;
    std::string first;  ///< which one, and why
};

/// Plans every run. Throws InputError with all that is missing for any of them, or with why none of them can be placed:
/// one that cannot, among others, is no reason to refuse the rest.
[[nodiscard]] Unplaceable require_runnable(const config::ExperimentConfig& experiment);

/// The same of every point of a sweep. `progress` is told how many groups of it have been looked at, and may throw.
[[nodiscard]] Unplaceable require_runnable(config::SweepLoader& loader,
                                           const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
