// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/sweep/sweep_loader.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/results_store.hpp"

// Lists the points of a sweep before any of them is simulated.

namespace deltasim::experiment
{

/// A point; it is loaded again when it is run.
struct SweptPoint {
    std::uint64_t group = 0;  ///< of the loader
    PointIdentity identity;
    std::uint64_t steps = 0;
    double work = 0.0;    ///< see expected_work.hpp
    std::string refusal;  ///< why it cannot be run; empty if it can
    std::string failure;  ///< why it failed before its simulation
    bool to_be_searched = false;
    /// The mapping, once it is searched; then the simulation's hash includes it.
    std::optional<SearchedMapping> searched{};
    std::vector<std::pair<std::string, config::ColumnValue>> columns;
};

/// How every point is run.
struct PointOptions {
    Engine engine = Engine::fold;
    std::uint64_t most_steps = 0;
};

/// The request for a point of a loaded group, which must outlive it.
[[nodiscard]] RunRequest request_of(const config::SweepGroup& group, const std::string& schedule,
                                    const PointOptions& options);

/// The hash of everything on which the simulation of a run depends, and of the simulator's version.
[[nodiscard]] std::string simulation_hash(const RunRequest& request);

/// The part of a sweep that one process does: points that share a simulation, or a search, are in one part.
struct Shard {
    std::uint64_t number = 1;  ///< from 1
    std::uint64_t count = 1;
};

/// The points of a survey that are in the part.
[[nodiscard]] std::vector<SweptPoint> part_of(std::vector<SweptPoint> surveyed, const Shard& shard);

/// All points, each once, in the order of the groups, the baseline of a group first. `progress` is called with the
/// number of loaded groups, and may throw. Throws InputError with the diagnostics of all groups.
[[nodiscard]] std::vector<SweptPoint> survey(config::SweepLoader& loader, const PointOptions& options,
                                             const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
