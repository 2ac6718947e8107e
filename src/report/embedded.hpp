// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

// Files of the source tree that are compiled into the program: the parts of report pages, and the charting library.

namespace deltasim::report
{

/// The text of a file by its name, such as `page.css`; empty if there is no such file.
[[nodiscard]] std::string_view embedded(std::string_view name);

}  // namespace deltasim::report
