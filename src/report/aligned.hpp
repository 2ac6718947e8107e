// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Aligns columns of text on a terminal, where a character is not a byte: it takes two columns, one, or none.

namespace deltasim::report
{

/// The columns that a UTF-8 string takes on a terminal. A byte that is not UTF-8 takes one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The text, padded with spaces to a display width: on its right, or on its left with `to_the_right`.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width, bool to_the_right);

/// Pads every cell to the width of its column, at least `narrowest`. All rows have equal length.
void align(std::vector<std::vector<std::string>>& rows, const std::vector<bool>& to_the_right, std::size_t narrowest);

}  // namespace deltasim::report
