// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// An explanation in words, for a reader who has never seen the program.

namespace deltasim::experiment
{

/// `explanation` as explanation() makes it. A section is a table of sentences alone, which are its notes, and one
/// without a title that has the figures.
[[nodiscard]] std::vector<report::Table> explanation_tables(const Json& explanation);

}  // namespace deltasim::experiment
