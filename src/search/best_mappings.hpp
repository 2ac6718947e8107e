// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "experiment/batch/compare.hpp"
#include "experiment/batch/sweep_survey.hpp"
#include "experiment/store/results_store.hpp"
#include "search/search.hpp"

// The mapping `best` of experiments and sweeps: makes a search for each run that needs one. Searches are kept in a
// store, and runs that need the same search share it. Searches always fold, whatever engine the runs use, since all
// engines give the same results.

namespace deltasim::search
{

struct BestProgress {
    std::uint64_t done = 0;  ///< runs whose mapping is known
    std::uint64_t runs = 0;
    SearchProgress search;  ///< the present search
};

struct BestOptions {
    std::uint64_t jobs = 1;  ///< simulations at a time
    std::string version;
    std::function<void(const BestProgress&)> on_progress;
};

/// The mapping of one run. Throws what search_schedule() throws.
[[nodiscard]] experiment::SearchedMapping best_mapping(const experiment::RunRequest& run,
                                                       const config::SearchConfig& search,
                                                       experiment::ResultsStore& store, const BestOptions& options);

/// The mappings of all runs of a comparison. If a search cannot be made, its outcome says why. Throws Interrupted.
[[nodiscard]] experiment::SearchedMappings best_mappings(const config::ExperimentConfig& experiment,
                                                         experiment::ResultsStore& store, const BestOptions& options);

/// Gives every point of a sweep that needs a search its mapping, or a failure. Waits for searches that other processes
/// make. `how`: how the points will be run. Throws Interrupted and StoreError.
void search_points(config::SweepLoader& loader, std::vector<experiment::SweptPoint>& points,
                   const experiment::PointOptions& how, experiment::ResultsStore& store, const BestOptions& options);

}  // namespace deltasim::search
