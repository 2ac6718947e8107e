// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Breaks text into lines of a given width.

namespace deltasim::report
{

/// The text in lines of at most `width` columns (at least one), broken at blanks. A word that is longer than a line is
/// broken at the line's end.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The text; if it takes more than `width` columns, its end is replaced by `…` (`~` without Unicode).
[[nodiscard]] std::string cut(std::string_view text, std::size_t width, bool unicode);

}  // namespace deltasim::report
