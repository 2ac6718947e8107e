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

// Simulates thousands of points into a store. However the sweep ends, everything that was reported as done is in the
// store, and the same sweep continues from there.

namespace deltasim::experiment
{

struct SweepOptions {
    PointOptions points;
    std::uint64_t jobs = 1;                                ///< simulations at a time, each in a process of its own
    std::optional<std::chrono::duration<double>> timeout;  ///< for each simulation
    std::optional<std::uint64_t> memory_bytes;             ///< address space of a simulation's process
    std::string version;
};

struct SweepProgress {
    std::uint64_t points = 0;
    std::uint64_t done = 0;  ///< includes points found in the store and refused points
    std::uint64_t failed = 0;
    std::uint64_t running = 0;      ///< simulations
    std::uint64_t simulations = 0;  ///< simulations that this sweep must do
    std::uint64_t simulated = 0;    ///< the number of these that have ended
    std::string waiting_for;        ///< the other process that simulates everything that is left, if there is one
    std::optional<double> seconds_left{};
};

struct SweepOutcome {
    std::vector<StoredPoint> points;    ///< the points of this sweep, in their order, as the store has them
    std::vector<std::string> failures;  ///< why points failed, one line for each
    std::uint64_t simulated = 0;        ///< simulations that this sweep has run to their end, including failed ones
    SweepProgress progress;             ///< at the end
};

/// `points`: all points that survey() finds, or a part of them, after the search for their mappings. `on_progress` is
/// called several times a second. What it reports is already on the disk. Throws StoreError, StoreLost and Interrupted.
[[nodiscard]] SweepOutcome sweep(config::SweepLoader& loader, std::vector<SweptPoint> points, ResultsStore& store,
                                 const SweepOptions& options,
                                 const std::function<void(const SweepProgress&)>& on_progress);

}  // namespace deltasim::experiment
