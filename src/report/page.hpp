// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Results as one page that opens from disk: style, scripts, charting library and data are all in it.

namespace deltasim::report
{

/// Whether this build has the charting library; without it pages have tables alone.
[[nodiscard]] bool has_charts();

/// The page. `data`: JSON of what it shows, see src/report/page/data.js and page_data().
[[nodiscard]] std::string page_of(std::string_view title, std::string_view data);

}  // namespace deltasim::report
