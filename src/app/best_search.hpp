// SPDX-License-Identifier: MIT
#pragma once

#include "app/progress_bar.hpp"
#include "search/best_mappings.hpp"

// Searches for the mapping `best`, and shows a line of progress.

namespace deltasim::app
{

/// Shows the progress of a search in its progress bar.
void show_search(ProgressBar& bar, const search::SearchProgress& progress, const std::string& before);

/// Options that show the progress of searches in `bar`.
[[nodiscard]] search::BestOptions best_options(ProgressBar& bar, std::uint64_t jobs);

}  // namespace deltasim::app
