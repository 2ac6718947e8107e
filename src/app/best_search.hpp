// SPDX-License-Identifier: MIT
#pragma once

#include "app/progress_bar.hpp"
#include "search/best_mappings.hpp"

// Searches for the mapping `best`, with a line of progress.

namespace deltasim::app
{

/// How far a search is, in the words of its progress bar.
void show_search(ProgressBar& bar, const search::SearchProgress& progress, const std::string& before);

/// With a line that shows them.
[[nodiscard]] search::BestOptions best_options(ProgressBar& bar, std::uint64_t jobs);

}  // namespace deltasim::app
