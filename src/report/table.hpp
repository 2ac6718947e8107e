// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// A table of results before it has a format: titled columns, typed cells, notes.

namespace deltasim::report
{

/// A name with figures of which some are assumptions. Formats for people put a star behind it; CSV and JSON have the
/// name alone.
struct MarkedName {
    std::string name;

    friend bool operator==(const MarkedName&, const MarkedName&) = default;
};

/// Empty (the figure is absent), text, a count, a real number, or a marked name.
using Cell = std::variant<std::monostate, std::string, std::uint64_t, double, MarkedName>;

/// How a column's real numbers are written for people. CSV and JSON always have every digit. From a million on every
/// style uses `general`.
enum class NumberStyle {
    general,      ///< four significant digits, with an exponent below 0.0001 and from a million up
    fixed_three,  ///< three decimals
    percent,      ///< two decimals and a percent sign; the value is already a percentage, 12.5 and not 0.125
};

/// Where a column is shown.
enum class ColumnUse : std::uint8_t {
    always,
    on_demand,     ///< in CSV and JSON, and for people who ask for all columns
    for_programs,  ///< only in CSV and JSON
};

struct Column {
    std::string key;    ///< machine name, as in JSON, unique in its table: `energy_pj`
    std::string title;  ///< for people: `energy`
    std::string unit;   ///< `pJ`, `cycles`; empty for names and plain counts
    NumberStyle style = NumberStyle::general;
    ColumnUse use = ColumnUse::always;
    std::string meaning{};  ///< at most a sentence, for documents
};

/// How a terminal shows a table that may not fit.
struct TerminalHints {
    /// Keys of the columns that are shown first; the other columns follow in their order.
    std::vector<std::string> most_wanted;
    /// Keys of columns whose values are shown once, above the rows that share them.
    std::vector<std::string> heading;
    std::string bar;  ///< key of the column of percentages that gets a bar if there is room
};

struct Table {
    std::string title;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< each as long as `columns`
    std::vector<std::string> notes;       ///< one line each
    std::string name{};                   ///< machine name, also of the table's file: `savings`
    TerminalHints terminal{};
};

}  // namespace deltasim::report
