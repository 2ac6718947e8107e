// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// A table of results before it has a format: titled columns, typed cells, notes below.

namespace deltasim::report
{

/// A name some of whose figures are assumptions. Formats for people put a star behind it; CSV and JSON have the name.
struct MarkedName {
    std::string name;

    friend bool operator==(const MarkedName&, const MarkedName&) = default;
};

/// Empty (a figure that could not be had), text, a count, a real number, or a name with its mark.
using Cell = std::variant<std::monostate, std::string, std::uint64_t, double, MarkedName>;

/// How a real number of a column is written for people. CSV and JSON always carry every digit. From a million up
/// every style falls back to `general`.
enum class NumberStyle {
    general,      ///< four significant digits, with an exponent below 0.0001 and from a million up
    fixed_three,  ///< three decimals
    percent,      ///< two decimals and a percent sign; the value is a percentage already, 12.5 and not 0.125
};

/// Where a column is shown.
enum class ColumnUse : std::uint8_t {
    always,
    on_demand,     ///< in CSV and JSON, and for people who ask for all columns
    for_programs,  ///< in CSV and JSON alone
};

struct Column {
    std::string key;    ///< machine name, as in JSON, unique in its table: `energy_pj`
    std::string title;  ///< for people: `energy`
    std::string unit;   ///< `pJ`, `cycles`; empty for names and plain counts
    NumberStyle style = NumberStyle::general;
    ColumnUse use = ColumnUse::always;
    std::string meaning{};  ///< a sentence or less, for documents
};

/// How a table is shown on a terminal, where not all of it may fit.
struct TerminalHints {
    std::vector<std::string> most_wanted;  ///< keys of the columns that are shown first; then the others in their order
    std::vector<std::string> heading;      ///< keys of columns whose values stand above the rows that share them
    std::string bar;                       ///< key of the column with percentages that get a bar where there is room
};

struct Table {
    std::string title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
    std::vector<std::string> notes;       ///< a line each
    std::string name{};                   ///< machine name, as of its file: `savings`
    TerminalHints terminal{};
};

}  // namespace deltasim::report
