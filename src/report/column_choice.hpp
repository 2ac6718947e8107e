// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/table.hpp"

// Which columns of a table stand on a terminal, and how wide.

namespace deltasim::report
{

/// A column as it is shown. Its cells are one line each unless it is `flexible`: text that is broken at blanks.
struct ShownColumn {
    std::size_t place = 0;  ///< in the table
    std::string title;
    bool to_the_right = false;
    bool flexible = false;
    std::size_t width = 0;
    std::vector<std::string> cells;  ///< by row
};

/// Of a bar of percentages, at least; one wants it before columns that are not wanted most.
inline constexpr std::size_t least_bar = 10;

struct ColumnChoice {
    std::vector<std::size_t> heading;   ///< columns whose values stand above their rows
    std::vector<ShownColumn> columns;   ///< in the order of the table
    std::vector<std::string> left_out;  ///< keys
    std::size_t room = 0;               ///< places that are left in a line
};

/// Chooses columns for lines of `width` places. A column without any value is not shown, nor told of.
[[nodiscard]] ColumnChoice choose_columns(const Table& table, std::size_t width);

/// Between two columns.
inline constexpr std::size_t column_gap = 2;

}  // namespace deltasim::report
