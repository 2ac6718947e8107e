// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text in lines of a given width.

namespace deltasim::report
{

/// The text in lines of at most `width` places (at least one), broken at blanks. A word that is longer is broken
/// where the line ends.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// The text, its end replaced by `…` (`~` without Unicode) where it takes more than `width` places.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width, bool unicode);

}  // namespace deltasim::report
