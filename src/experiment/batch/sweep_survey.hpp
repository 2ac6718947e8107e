// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "config/sweep/sweep_loader.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/results_store.hpp"

// What a sweep consists of, before any of it is simulated.

namespace deltasim::experiment
{

/// A point, which is loaded again when its time comes.
struct SweptPoint {
    std::uint64_t group = 0;  ///< of the loader
    PointIdentity identity;
    std::uint64_t steps = 0;
    double work = 0.0;    ///< see expected_work.hpp
    std::string refusal;  ///< why it cannot be run; empty where it can
    std::vector<std::pair<std::string, config::ColumnValue>> columns;
};

/// How every point is run.
struct PointOptions {
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;
};

/// A point of a loaded group. The group outlives it.
[[nodiscard]] RunRequest request_of(const config::SweepGroup& group, const std::string& schedule,
                                    const PointOptions& options);

/// All points, each once, in the order of the groups, a group's baseline first. `progress` is told how many groups have
/// been loaded, and may throw. Throws InputError with the diagnostics of all of them.
[[nodiscard]] std::vector<SweptPoint> survey(config::SweepLoader& loader, const PointOptions& options,
                                             const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
