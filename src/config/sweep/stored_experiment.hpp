// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/library/search_path.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"
#include "config/sweep/sweep_loader.hpp"

// Builds the experiment of a point from the texts that a store keeps.

namespace deltasim::config
{

/// The experiment of these texts with these schedules; the first schedule is the baseline. `origin`: the name of the
/// texts in diagnostics. Throws InputError.
[[nodiscard]] ExperimentConfig stored_experiment(const ConfigurationTexts& texts,
                                                 const std::vector<std::string>& schedules, const std::string& origin,
                                                 const SearchPath& search_path, const KnownNames& known);

}  // namespace deltasim::config
