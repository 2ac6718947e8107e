// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include "report/aligned.hpp"
#include "report/readable.hpp"

// GitHub's Markdown: a heading, a table with an alignment row, the notes as a list.

namespace deltasim::report
{

namespace
{

std::string line_of(const std::vector<std::string>& cells)
{
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + cell + " |";
    return line + "\n";
}

std::string grid_of(const Table& table)
{
    std::vector<std::vector<std::string>> lines(1);
    std::vector<bool> to_the_right;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        lines[0].push_back(markdown_escaped(header_of(table.columns[i])));
        to_the_right.push_back(right_aligned(table, i));
    }
    for (const std::vector<Cell>& row : table.rows) {
        std::vector<std::string>& line = lines.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            line.push_back(markdown_escaped(readable(row[i], table.columns[i].style)));
        }
    }
    constexpr std::size_t narrowest = 3;  // of a cell of the alignment row
    align(lines, to_the_right, narrowest);

    std::vector<std::string> alignment;
    for (std::size_t i = 0; i < lines[0].size(); ++i) {
        const std::string dashes(display_width(lines[0][i]) - 1, '-');
        alignment.push_back(to_the_right[i] ? dashes + ":" : ":" + dashes);
    }
    lines.insert(lines.begin() + 1, alignment);
    std::string grid;
    for (const auto& line : lines) grid += line_of(line);
    return grid;
}

}  // namespace

std::string markdown_escaped(std::string_view text)
{
    // An underscore inside a word, as in mobilenet_v2, is no emphasis and stays legible.
    constexpr std::string_view specials = "\\|*`<";
    std::string escaped;
    for (const char letter : single_line(text)) {
        if (specials.find(letter) != std::string_view::npos) escaped += '\\';
        escaped += letter;
    }
    return escaped;
}

std::string markdown_of(const std::vector<Table>& tables)
{
    std::string markdown;
    for (const Table& table : tables) {
        if (!markdown.empty()) markdown += "\n";
        const std::string title = markdown_escaped(table.title);
        if (!title.empty()) markdown += "### " + title + "\n\n";
        if (!table.columns.empty()) markdown += grid_of(table);
        if (!table.notes.empty() && !table.columns.empty()) markdown += "\n";
        for (const std::string& note : table.notes) markdown += "- " + markdown_escaped(note) + "\n";
    }
    return markdown;
}

}  // namespace deltasim::report
