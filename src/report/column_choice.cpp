// SPDX-License-Identifier: MIT
#include "report/column_choice.hpp"

#include <algorithm>
#include <numeric>

#include "report/aligned.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

namespace deltasim::report
{

namespace
{

constexpr std::size_t narrowest_text = 24;  // for a column of sentences

std::size_t longest_word(const std::string& text)
{
    std::size_t longest = 0;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        longest = std::max(longest, display_width(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return longest;
}

std::string title_of(const Column& column)
{
    const std::string unit = header_unit(column);
    return single_line(column.title) + (unit.empty() ? "" : " " + unit);
}

ShownColumn shown(const Table& table, std::size_t place)
{
    ShownColumn column{place, title_of(table.columns[place]), right_aligned(table, place), false, 0, {}};
    std::size_t widest = 0;
    bool sentences = false;
    for (const std::vector<Cell>& row : table.rows) {
        column.cells.push_back(quantity_text(row[place], table.columns[place]));
        const std::size_t width = display_width(column.cells.back());
        widest = std::max(widest, width);
        sentences = sentences || (width > narrowest_text && column.cells.back().find(' ') != std::string::npos &&
                                  std::holds_alternative<std::string>(row[place]));
    }
    column.width = std::max(widest, longest_word(column.title));
    column.flexible = sentences && !column.to_the_right;
    return column;
}

bool has_values(const Table& table, std::size_t place)
{
    return table.rows.empty() || std::any_of(table.rows.begin(), table.rows.end(), [place](const auto& row) {
               return !std::holds_alternative<std::monostate>(row[place]);
           });
}

std::size_t place_of(const Table& table, const std::string& key)
{
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& c) { return c.key == key; });
    return static_cast<std::size_t>(found - table.columns.begin());
}

/// The heading columns of the hints, if some group has several rows; otherwise they are shown like other columns.
std::vector<std::size_t> heading_of(const Table& table)
{
    std::vector<std::size_t> heading;
    for (const std::string& key : table.terminal.heading) {
        const std::size_t place = place_of(table, key);
        if (place == table.columns.size()) return {};
        heading.push_back(place);
    }
    if (heading.empty()) return {};
    std::size_t groups = 0;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const bool begins = i == 0 || std::any_of(heading.begin(), heading.end(), [&](std::size_t place) {
                                return table.rows[i][place] != table.rows[i - 1][place];
                            });
        groups += begins ? 1 : 0;
    }
    return 2 * groups <= table.rows.size() ? heading : std::vector<std::size_t>{};
}

/// The least width of a bar with its gap; 0 if the table has no bar.
std::size_t room_for_bar(const Table& table)
{
    const std::size_t place = place_of(table, table.terminal.bar);
    return place < table.columns.size() && has_values(table, place) ? column_gap + least_bar : 0;
}

/// All columns in the order in which they are wanted.
std::vector<std::size_t> by_want(const Table& table)
{
    std::vector<std::size_t> order;
    for (const std::string& key : table.terminal.most_wanted) {
        const std::size_t place = place_of(table, key);
        if (place < table.columns.size()) order.push_back(place);
    }
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
        if (std::find(order.begin(), order.end(), place) == order.end()) order.push_back(place);
    }
    return order;
}

}  // namespace

ColumnChoice choose_columns(const Table& table, std::size_t width)
{
    ColumnChoice choice;
    choice.heading = heading_of(table);
    std::size_t taken = 0;
    std::size_t looked_at = 0;
    const std::size_t of_bar = room_for_bar(table);
    for (const std::size_t place : by_want(table)) {
        const std::size_t kept_free = ++looked_at > table.terminal.most_wanted.size() ? of_bar : 0;
        const bool heads = std::find(choice.heading.begin(), choice.heading.end(), place) != choice.heading.end();
        if (heads || table.columns[place].use != ColumnUse::always || !has_values(table, place)) continue;
        ShownColumn column = shown(table, place);
        const std::size_t gap = choice.columns.empty() ? 0 : column_gap;
        const std::size_t least = column.flexible ? std::min(column.width, narrowest_text) : column.width;
        if (!choice.columns.empty() && taken + gap + least + kept_free > width) {
            choice.left_out.push_back(table.columns[place].key);
            continue;
        }
        if (column.flexible || least > width) column.width = std::min(least, width);
        taken += gap + column.width;
        choice.columns.push_back(std::move(column));
    }
    std::sort(choice.columns.begin(), choice.columns.end(),
              [](const ShownColumn& a, const ShownColumn& b) { return a.place < b.place; });
    // Columns of sentences share the remaining width.
    choice.room = width > taken ? width - taken : 0;
    for (ShownColumn& column : choice.columns) {
        if (!column.flexible) continue;
        std::size_t widest = column.width;
        for (const std::string& cell : column.cells) widest = std::max(widest, display_width(cell));
        const std::size_t more = std::min(choice.room, widest - column.width);
        column.width += more;
        choice.room -= more;
    }
    return choice;
}

}  // namespace deltasim::report
