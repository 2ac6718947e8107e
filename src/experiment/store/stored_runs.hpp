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

// Makes stored points into runs again: prices their counts again, and gives everything that `run` shows.

namespace deltasim::experiment
{

struct StoredRuns {
    config::ExperimentConfig experiment;  ///< of all points together
    ComparisonResult comparison;          ///< a row and a run for each point; savings are relative to the first
};

/// `points`: finished points of one group; the first is the baseline. A point whose simulation or configuration is
/// damaged is left out, and ResultsStore::damage() names it. Returns nothing if this is the first point. Throws
/// StoreError.
[[nodiscard]] std::optional<StoredRuns> stored_runs(ResultsStore& store, const std::vector<StoredPoint>& points,
                                                    const config::SearchPath& search_path,
                                                    const config::KnownNames& known, const std::string& version);

}  // namespace deltasim::experiment
