// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/library/search_path.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"
#include "experiment/results/savings_row.hpp"
#include "experiment/store/results_store.hpp"

// Stored points as the runs that they were: their counts priced again, everything that `run` shows.

namespace deltasim::experiment
{

struct StoredRuns {
    config::ExperimentConfig experiment;  ///< of all of them
    ComparisonResult comparison;          ///< a row and a run a point, savings over the first
};

/// Finished points of one group, the first of them the baseline. One whose simulation or configuration is damaged is
/// left out and told by ResultsStore::damage(); nothing where that is the first. Throws StoreError.
[[nodiscard]] std::optional<StoredRuns> stored_runs(ResultsStore& store, const std::vector<StoredPoint>& points,
                                                    const config::SearchPath& search_path,
                                                    const config::KnownNames& known, const std::string& version);

}  // namespace deltasim::experiment
