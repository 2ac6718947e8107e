// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"

// Writes results in the form that the page of `deltasim report` reads; see src/report/page/data.js.

namespace deltasim::experiment
{

/// What a page shows.
struct PageContent {
    std::string about;                  ///< one line that says where the results come from
    StoredResult rows;                  ///< rows of the savings table
    std::vector<RunResult> runs;        ///< runs that are shown one by one
    std::vector<std::string> notes;     ///< one line each
    std::vector<std::string> damage{};  ///< damaged points that are left out, see ResultsStore::damage()
};

/// JSON with the rows stored by column.
[[nodiscard]] std::string page_data(const PageContent& content);

}  // namespace deltasim::experiment
