// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Columns of text on a terminal, where a character is no byte: it takes two places, one, or none.

namespace deltasim::report
{

/// The places a UTF-8 string takes on a terminal. A byte that is no UTF-8 takes one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The text with spaces on its right, or on its left, up to a display width.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width, bool to_the_right);

/// Every cell padded to the width of its column, at least `narrowest`. All rows are of one length.
void align(std::vector<std::vector<std::string>>& rows, const std::vector<bool>& to_the_right, std::size_t narrowest);

}  // namespace deltasim::report
