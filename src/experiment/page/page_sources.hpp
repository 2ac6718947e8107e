// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/library/search_path.hpp"
#include "config/readers/known_names.hpp"
#include "experiment/page/page_data.hpp"

// Reads the rows and runs of a page or a figure: from results stores, and from JSON that `run`, `compare`, `sweep` or
// `table` printed or kept as result.json.

namespace deltasim::experiment
{

struct SourceOptions {
    std::vector<std::string> conditions{};  ///< see row_condition(); all must hold
    std::string baseline{};                 ///< for stored points; empty: the baseline of each point
    std::size_t most_runs = 0;              ///< the most runs that are shown one by one
    config::SearchPath search_path{};
    config::KnownNames known{};
    std::string version{};
};

/// Everything in the files that meets the conditions, except damaged points. Throws InputError and StoreError, which
/// name the file.
[[nodiscard]] PageContent page_content(const std::vector<std::filesystem::path>& files, const SourceOptions& options);

}  // namespace deltasim::experiment
