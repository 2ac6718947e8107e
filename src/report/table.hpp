// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// A table of results before it has a format: titled columns, typed cells, notes below.

namespace deltasim::report
{

/// Empty (a figure that could not be had), text, a count, or a real number.
using Cell = std::variant<std::monostate, std::string, std::uint64_t, double>;

/// How a real number of a column is written for people. CSV and JSON always carry every digit. From a million up
/// every style falls back to `general`.
enum class NumberStyle {
    general,      ///< four significant digits, with an exponent below 0.0001 and from a million up
    fixed_three,  ///< three decimals
    percent,      ///< two decimals and a percent sign; the value is a percentage already, 12.5 and not 0.125
};

struct Column {
    std::string key;    ///< machine name, as in JSON, unique in its table: `energy_pj`
    std::string title;  ///< for people: `energy`
    std::string unit;   ///< `pJ`, `cycles`; empty for names and plain counts
    NumberStyle style = NumberStyle::general;
    bool is_for_programs = false;  ///< in CSV and JSON alone, since people read it in the headers
};

struct Table {
    std::string title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
    std::vector<std::string> notes;       ///< a line each
};

}  // namespace deltasim::report
