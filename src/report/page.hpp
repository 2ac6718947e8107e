// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Makes a page of results that opens from disk: it contains style, scripts, charting library and data.

namespace deltasim::report
{

/// True if this build has the charting library; without it pages have only tables.
[[nodiscard]] bool has_charts();

/// The page. `data`: JSON with what it shows, see src/report/page/data.js and page_data().
[[nodiscard]] std::string page_of(std::string_view title, std::string_view data);

}  // namespace deltasim::report
