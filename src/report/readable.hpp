// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/table.hpp"

// How cells and headers are written in the formats for people.

namespace deltasim::report
{

/// 12345678 as 12,345,678.
[[nodiscard]] std::string readable(std::uint64_t count);

/// A real number in a column's style; `inf`, `-inf` and `nan` where it is no number.
[[nodiscard]] std::string readable(double value, NumberStyle style);

/// Any cell; an absent one is `-`, and a name with its mark has a star.
[[nodiscard]] std::string readable(const Cell& cell, NumberStyle style);

/// The text on one line, each run of tabs and line ends as one space, without blanks at its ends. What else is not
/// plain is written out: a terminal must not obey it.
[[nodiscard]] std::string single_line(std::string_view text);

/// The unit a header shows: that of the column, unless its cells carry a percent sign already.
[[nodiscard]] std::string shown_unit(const Column& column);

/// `energy (pJ)`, or the title alone where there is no unit to show.
[[nodiscard]] std::string header_of(const Column& column);

/// Columns with a number in them, and those with a unit, are set to the right.
[[nodiscard]] bool right_aligned(const Table& table, std::size_t column);

}  // namespace deltasim::report
