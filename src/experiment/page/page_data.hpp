// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"

// Results as the page of `deltasim report` reads them, see src/report/page/data.js.

namespace deltasim::experiment
{

/// What a page shows.
struct PageContent {
    std::string about;               ///< a line on where it is from
    StoredResult rows;               ///< of the savings table
    std::vector<RunResult> runs;     ///< those that are shown one by one
    std::vector<std::string> notes;  ///< a line each
};

/// JSON, rows by column.
[[nodiscard]] std::string page_data(const PageContent& content);

}  // namespace deltasim::experiment
