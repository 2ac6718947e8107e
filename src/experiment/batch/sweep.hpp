// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"

// Thousands of points into a store. Whatever ends the sweep, what has been reported as finished is in the store, and
// the same sweep goes on from there.

namespace deltasim::experiment
{

struct SweepOptions {
    PointOptions points;
    std::uint64_t jobs = 1;                                ///< simulations at a time, a process each
    std::optional<std::chrono::duration<double>> timeout;  ///< of a simulation
    std::optional<std::uint64_t> memory_bytes;             ///< of a simulation's process: its address space
    std::string version;
};

struct SweepProgress {
    std::uint64_t points = 0;
    std::uint64_t done = 0;  ///< those found in the store and those refused included
    std::uint64_t failed = 0;
    std::uint64_t running = 0;      ///< simulations
    std::uint64_t simulations = 0;  ///< to be done by this sweep
    std::uint64_t simulated = 0;    ///< of these, those that have ended
    std::string waiting_for;        ///< who is at all that is left, if another process is
    std::optional<double> seconds_left{};
};

struct SweepOutcome {
    std::vector<StoredPoint> points;    ///< its own, in their order, as the store has them
    std::vector<std::string> failures;  ///< of points, a line each
    std::uint64_t simulated = 0;        ///< simulations that this sweep has run to their end, well or not
    SweepProgress progress;             ///< at the end
};

/// `points`: those that survey() finds, or a part of them, their mappings searched. `on_progress` is called several
/// times a second, after what it reports is on the disk. Throws StoreError, StoreLost and Interrupted.
[[nodiscard]] SweepOutcome sweep(config::SweepLoader& loader, std::vector<SweptPoint> points, ResultsStore& store,
                                 const SweepOptions& options,
                                 const std::function<void(const SweepProgress&)>& on_progress);

}  // namespace deltasim::experiment
