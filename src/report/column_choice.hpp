// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/table.hpp"

// Chooses which columns of a table a terminal shows, and their widths.

namespace deltasim::report
{

/// A column as it is shown. Each cell is one line, unless the column is `flexible`: then its text is broken at spaces.
struct ShownColumn {
    std::size_t place = 0;  ///< index in the table
    std::string title;
    bool to_the_right = false;
    bool flexible = false;
    std::size_t width = 0;
    std::vector<std::string> cells;  ///< one for each row
};

/// The least width of a bar of percentages. The bar gets it before the columns that are not among the most wanted.
inline constexpr std::size_t least_bar = 10;

struct ColumnChoice {
    std::vector<std::size_t> heading;   ///< columns whose values stand above the rows
    std::vector<ShownColumn> columns;   ///< in the order of the table
    std::vector<std::string> left_out;  ///< keys of columns that have no room
    std::size_t room = 0;               ///< the width that is left in a line
};

/// Chooses columns for lines of `width` characters. A column without any value is neither shown nor listed as left out.
[[nodiscard]] ColumnChoice choose_columns(const Table& table, std::size_t width);

/// The gap between two columns.
inline constexpr std::size_t column_gap = 2;

}  // namespace deltasim::report
