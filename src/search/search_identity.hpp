// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/readers/experiment.hpp"
#include "experiment/run/run.hpp"

// Finds runs that need the same search.

namespace deltasim::search
{

/// The hash of everything on which a search depends: what the simulation of a run depends on, except its mapping;
/// objective and budget; and, unless only time counts, all costs.
[[nodiscard]] std::string search_hash(const experiment::RunRequest& request, const config::SearchConfig& search);

}  // namespace deltasim::search
