// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/plain_text.hpp"

// Writes comma-separated values as in RFC 4180, with plain line feeds: a header of column keys, then the rows. A number
// is the shortest text that reads back as the same double; an absent cell is empty. Title and notes are left out. Text
// that a spreadsheet would take for a formula gets an apostrophe before it.

namespace deltasim::report
{

namespace
{

std::string field_of(const Cell& cell)
{
    if (const auto* const text = std::get_if<std::string>(&cell)) return csv_escaped(*text);
    if (const auto* const marked = std::get_if<MarkedName>(&cell)) return csv_escaped(marked->name);
    if (const auto* const count = std::get_if<std::uint64_t>(&cell)) return fmt::format("{}", *count);
    if (const auto* const value = std::get_if<double>(&cell)) return fmt::format("{}", *value);
    return "";
}

/// An empty line would end the table. So a row of a single absent cell is written as an empty quoted field.
std::string record_of(const std::vector<std::string>& fields)
{
    const std::string record = fmt::format("{}", fmt::join(fields, ","));
    return (record.empty() ? "\"\"" : record) + "\n";
}

}  // namespace

namespace
{

/// A spreadsheet runs text that begins like this as a formula. The last four are the wide forms of the first four,
/// which some spreadsheets treat alike.
bool begins_formula(std::string_view text)
{
    constexpr std::array<std::string_view, 8> starts{"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}

/// Keeps line ends, since quoted fields may have them.
std::string plain_lines(std::string_view text)
{
    std::string lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines += plain_text(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        lines += '\n';
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::string csv_escaped(std::string_view raw)
{
    // The apostrophe makes a spreadsheet take it as text.
    const std::string text = (begins_formula(raw) ? "'" : "") + plain_lines(raw);
    // A blank at an end needs no quotes, but readers easily lose it.
    const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                       (text.empty() || (text.front() != ' ' && text.back() != ' '));
    if (plain) return text;
    std::string quoted = "\"";
    for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    return quoted + "\"";
}

std::string csv_of(const std::vector<Table>& tables)
{
    std::string csv;
    for (const Table& table : tables) {
        if (table.columns.empty()) continue;
        if (!csv.empty()) csv += "\n";
        std::vector<std::string> fields;
        for (const Column& column : table.columns) fields.push_back(csv_escaped(column.key));
        csv += record_of(fields);
        for (const std::vector<Cell>& row : table.rows) {
            fields.clear();
            for (const Cell& cell : row) fields.push_back(field_of(cell));
            csv += record_of(fields);
        }
    }
    return csv;
}

}  // namespace deltasim::report
