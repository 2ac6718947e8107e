// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "config/library/search_path.hpp"
#include "config/readers/experiment.hpp"
#include "config/readers/known_names.hpp"
#include "config/sweep/sweep_loader.hpp"

// A point's experiment out of the texts that a store keeps.

namespace deltasim::config
{

/// The experiment of these texts with these schedules, the first of them the baseline. `origin`: what diagnostics call
/// the texts. Throws InputError.
[[nodiscard]] ExperimentConfig stored_experiment(const ConfigurationTexts& texts,
                                                 const std::vector<std::string>& schedules, const std::string& origin,
                                                 const SearchPath& search_path, const KnownNames& known);

}  // namespace deltasim::config
