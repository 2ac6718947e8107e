// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/table.hpp"

// Writes cells and headers for the formats that people read.

namespace deltasim::report
{

/// 12345678 as 12,345,678.
[[nodiscard]] std::string readable(std::uint64_t count);

/// A real number in the style of its column; `inf`, `-inf` or `nan` if it is not finite.
[[nodiscard]] std::string readable(double value, NumberStyle style);

/// Any cell; an absent cell is `-`, and a marked name has a star.
[[nodiscard]] std::string readable(const Cell& cell, NumberStyle style);

/// The text on one line: each run of tabs and line ends becomes one space, and blanks at the ends are removed. Other
/// characters that are not plain are escaped, so that a terminal does not obey them.
[[nodiscard]] std::string single_line(std::string_view text);

/// The unit that a header shows: the column's, unless the cells already have a percent sign.
[[nodiscard]] std::string shown_unit(const Column& column);

/// `energy (pJ)`, or only the title if there is no unit to show.
[[nodiscard]] std::string header_of(const Column& column);

/// True for columns with numbers or a unit, which are aligned to the right.
[[nodiscard]] bool right_aligned(const Table& table, std::size_t column);

}  // namespace deltasim::report
