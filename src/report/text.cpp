// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include "report/aligned.hpp"
#include "report/readable.hpp"

#include <algorithm>

// Plain text: title, header, units if there are any, a rule, the rows, then the notes.

namespace deltasim::report
{

namespace
{

std::string joined(const std::vector<std::string>& cells)
{
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : "  ") + cell;
    return line.erase(line.find_last_not_of(' ') + 1) + "\n";
}

std::string grid_of(const Table& table)
{
    std::vector<std::vector<std::string>> lines(2);
    std::vector<bool> to_the_right;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        lines[0].push_back(single_line(table.columns[i].title));
        lines[1].push_back(shown_unit(table.columns[i]));
        to_the_right.push_back(right_aligned(table, i));
    }
    const bool no_unit = std::all_of(lines[1].begin(), lines[1].end(), [](const auto& unit) { return unit.empty(); });
    if (no_unit) lines.pop_back();
    const auto rule_place = static_cast<std::ptrdiff_t>(lines.size());
    for (const std::vector<Cell>& row : table.rows) {
        std::vector<std::string>& line = lines.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) line.push_back(readable(row[i], table.columns[i].style));
    }
    align(lines, to_the_right, 1);

    std::vector<std::string> rule;
    for (const std::string& cell : lines[0]) rule.emplace_back(display_width(cell), '-');
    lines.insert(lines.begin() + rule_place, rule);
    std::string grid;
    for (const auto& line : lines) grid += joined(line);
    return grid;
}

}  // namespace

std::string text_of(const std::vector<Table>& tables)
{
    std::string text;
    for (const Table& table : tables) {
        if (!text.empty()) text += "\n";
        const std::string title = single_line(table.title);
        if (!title.empty()) text += title + "\n\n";
        if (!table.columns.empty()) text += grid_of(table);
        if (!table.notes.empty() && !table.columns.empty()) text += "\n";
        for (const std::string& note : table.notes) text += single_line(note) + "\n";
    }
    return text;
}

}  // namespace deltasim::report
