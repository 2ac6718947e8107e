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
    std::string failure;  ///< why it did not get as far as its simulation
    bool to_be_searched = false;
    std::optional<SearchedMapping> searched{};  ///< the mapping, once it is; then the simulation's hash is that of it
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

/// The hash of what a run's simulation depends on, and of the version of the simulator.
[[nodiscard]] std::string simulation_hash(const RunRequest& request);

/// The part of a sweep that is somebody's: points that share a simulation, or a search, are in one part.
struct Shard {
    std::uint64_t number = 1;  ///< from 1
    std::uint64_t count = 1;
};

/// Those of a survey that are in the part.
[[nodiscard]] std::vector<SweptPoint> part_of(std::vector<SweptPoint> surveyed, const Shard& shard);

/// All points, each once, in the order of the groups, a group's baseline first. `progress` is told how many groups have
/// been loaded, and may throw. Throws InputError with the diagnostics of all of them.
[[nodiscard]] std::vector<SweptPoint> survey(config::SweepLoader& loader, const PointOptions& options,
                                             const std::function<void(std::uint64_t)>& progress);

}  // namespace deltasim::experiment
