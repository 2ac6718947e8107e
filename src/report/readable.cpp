// SPDX-License-Identifier: MIT
#include "report/readable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/plain_text.hpp"

namespace deltasim::report
{

namespace
{

constexpr double largest_plain = 1e6;

/// At least four significant digits. The digits before the point are never rounded away, so that 12346 does not
/// pretend to be 12350.
std::string general(double value)
{
    if (value == 0) return "0";
    std::string scientific = fmt::format("{:.3e}", value);
    // The exponent after rounding: 999.96 has the exponent of 1000.
    int exponent = 0;
    const std::size_t mark = scientific.find('e') + 1;
    const std::size_t digits = scientific[mark] == '+' ? mark + 1 : mark;
    std::from_chars(scientific.data() + digits, scientific.data() + scientific.size(), exponent);
    const bool plain = exponent >= -4 && std::abs(value) < largest_plain - 0.5;
    if (!plain) return scientific;
    return fmt::format("{:.{}f}", value, std::max(0, 3 - exponent));
}

/// A small negative number would round to -0.000, which looks like a mistake.
std::string without_negative_zero(std::string digits)
{
    if (digits.front() == '-' && digits.find_first_of("123456789") == std::string::npos) digits.erase(0, 1);
    return digits;
}

/// Two decimals; more where a value slightly below 100 would otherwise read as 100.
std::string percentage(double value)
{
    constexpr double almost_all = 100.0 - 1e-9;  // a value above this counts as 100
    const auto rounded = [&](int decimals) { return without_negative_zero(fmt::format("{:.{}f}", value, decimals)); };
    int decimals = 2;
    while (value < almost_all && rounded(decimals).starts_with("100.")) ++decimals;
    return rounded(decimals) + "%";
}

}  // namespace

std::string readable(std::uint64_t count)
{
    std::string digits = fmt::format("{}", count);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
    return digits;
}

std::string readable(double value, NumberStyle style)
{
    if (!std::isfinite(value)) return fmt::format("{}", value);
    const bool plain = std::abs(value) < largest_plain;
    switch (style) {
    case NumberStyle::general: break;
    case NumberStyle::fixed_three:
        if (plain) return without_negative_zero(fmt::format("{:.3f}", value));
        break;
    case NumberStyle::percent: return plain ? percentage(value) : general(value) + "%";
    }
    return general(value);
}

std::string readable(const Cell& cell, NumberStyle style)
{
    if (const auto* const text = std::get_if<std::string>(&cell)) return single_line(*text);
    if (const auto* const marked = std::get_if<MarkedName>(&cell)) return single_line(marked->name) + " *";
    if (const auto* const count = std::get_if<std::uint64_t>(&cell)) return readable(*count);
    if (const auto* const value = std::get_if<double>(&cell)) return readable(*value, style);
    return "-";
}

std::string single_line(std::string_view text)
{
    const auto drop_blanks_at_end = [](std::string& line) { line.erase(line.find_last_not_of(' ') + 1); };
    const auto is_blank = [](char letter) { return letter == '\t' || letter == '\n' || letter == '\r'; };
    std::string line;
    bool gap = true;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        const std::string_view letter = text.substr(0, point.bytes);
        text.remove_prefix(point.bytes);
        if (is_blank(letter.front()) || (gap && letter == " ")) {
            gap = true;
            continue;
        }
        if (gap) {
            drop_blanks_at_end(line);
            if (!line.empty()) line += ' ';
        }
        line += plain_text(letter);
        gap = false;
    }
    drop_blanks_at_end(line);
    return line;
}

std::string shown_unit(const Column& column)
{
    return column.style == NumberStyle::percent && column.unit == "%" ? "" : single_line(column.unit);
}

std::string header_of(const Column& column)
{
    const std::string unit = shown_unit(column);
    return single_line(column.title) + (unit.empty() ? "" : " (" + unit + ")");
}

bool right_aligned(const Table& table, std::size_t column)
{
    return !table.columns[column].unit.empty() ||
           std::any_of(table.rows.begin(), table.rows.end(), [column](const std::vector<Cell>& row) {
               return std::holds_alternative<std::uint64_t>(row[column]) || std::holds_alternative<double>(row[column]);
           });
}

}  // namespace deltasim::report
