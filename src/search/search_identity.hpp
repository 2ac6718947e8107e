// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/readers/experiment.hpp"
#include "experiment/run/run.hpp"

// Which runs need the same search.

namespace deltasim::search
{

/// The hash of all that a search depends on: what the simulation of a run does, but for its mapping; objective and
/// budget; and unless time alone counts, what everything costs.
[[nodiscard]] std::string search_hash(const experiment::RunRequest& request, const config::SearchConfig& search);

}  // namespace deltasim::search
