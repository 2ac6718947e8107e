// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include "report/aligned.hpp"
#include "report/readable.hpp"

#include <algorithm>
#include <cctype>

// Writes GitHub's Markdown: a heading, a table with an alignment row, the notes as a list.

namespace deltasim::report
{

namespace
{

bool is_of_word(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || (letter & 0x80) != 0; }

/// An underscore inside a word, as in mobilenet_v2, does not start emphasis; it stays unescaped so that the word is
/// readable.
bool is_inside_word(std::string_view line, std::size_t place)
{
    const std::size_t before = line.find_last_not_of('_', place);
    const std::size_t after = line.find_first_not_of('_', place);
    return before != std::string_view::npos && after != std::string_view::npos && is_of_word(line[before]) &&
           is_of_word(line[after]);
}

bool ends_with_www(std::string_view line, std::size_t place)
{
    if (place < 3) return false;
    std::string word(line.substr(place - 3, 3));
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word == "www";
}

std::string markdown_line(const std::vector<std::string>& cells)
{
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + cell + " |";
    return line + "\n";
}

std::string markdown_grid(const Table& table)
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
    constexpr std::size_t narrowest = 3;  // for a cell of the alignment row
    align(lines, to_the_right, narrowest);

    std::vector<std::string> alignment;
    for (std::size_t i = 0; i < lines[0].size(); ++i) {
        const std::string dashes(display_width(lines[0][i]) - 1, '-');
        alignment.push_back(to_the_right[i] ? dashes + ":" : ":" + dashes);
    }
    lines.insert(lines.begin() + 1, alignment);
    std::string grid;
    for (const auto& line : lines) grid += markdown_line(line);
    return grid;
}

}  // namespace

std::string markdown_escaped(std::string_view text)
{
    // Emphasis, code, tags, links, formulas, entities. Escaping `.` and `:` prevents links from bare addresses (www.)
    // and from schemes (http:).
    constexpr std::string_view specials = "\\|*`<[$~";
    // At the start of a line: headings and quotations; also lists, if a blank follows.
    constexpr std::string_view first_specials = "#>";
    constexpr std::string_view list_marks = "+-";
    const std::string line = single_line(text);
    std::string escaped;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string_view rest = std::string_view(line).substr(i);
        const bool is_special =
            specials.find(line[i]) != std::string_view::npos ||
            (i == 0 && first_specials.find(line[i]) != std::string_view::npos) ||
            (i == 0 && list_marks.find(line[i]) != std::string_view::npos && rest.substr(1).starts_with(' ')) ||
            (line[i] == '&' && rest.size() > 1 && (rest[1] == '#' || is_of_word(rest[1]))) ||
            (line[i] == '_' && !is_inside_word(line, i)) || rest.starts_with("://") ||
            (line[i] == '.' && ends_with_www(line, i));
        if (is_special) escaped += '\\';
        escaped += line[i];
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
        if (!table.columns.empty()) markdown += markdown_grid(table);
        if (!table.notes.empty() && !table.columns.empty()) markdown += "\n";
        for (const std::string& note : table.notes) markdown += "- " + markdown_escaped(note) + "\n";
    }
    return markdown;
}

}  // namespace deltasim::report
