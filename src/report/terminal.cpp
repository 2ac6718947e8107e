// SPDX-License-Identifier: MIT
#include "report/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "report/aligned.hpp"
#include "report/column_choice.hpp"
#include "report/readable.hpp"
#include "report/wrapped.hpp"

namespace deltasim::report
{

namespace
{

constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view green = "\x1b[32m";
constexpr std::string_view plain = "\x1b[0m";

class TerminalTable
{
public:
    TerminalTable(const Table& table, const Terminal& terminal)
        : table_(table), terminal_(terminal), choice_(choose_columns(table, terminal.width))
    {
        find_bar();
    }

    std::string text();

private:
    void find_bar();
    void add_line(const std::string& line, std::string_view colour = "");
    void add_wrapped(const std::string& sentence, std::string_view colour = "");
    void add_header();
    void add_heading(std::size_t row);
    void add_row(std::size_t row);
    void add_left_out();
    [[nodiscard]] std::string bar_of(std::size_t row) const;
    [[nodiscard]] std::optional<double> percentage(std::size_t row) const;
    [[nodiscard]] bool begins_group(std::size_t row) const;

    const Table& table_;
    const Terminal& terminal_;
    ColumnChoice choice_;
    std::size_t bar_column_ = 0;
    std::size_t bar_width_ = 0;  ///< 0: no bar
    std::string text_;
};

/// Decides whether there is a bar: it needs room, and rows with percentages.
void TerminalTable::find_bar()
{
    constexpr std::size_t most = 30;
    if (table_.terminal.bar.empty() || choice_.room < column_gap + least_bar) return;
    const auto found = std::find_if(table_.columns.begin(), table_.columns.end(),
                                    [&](const Column& column) { return column.key == table_.terminal.bar; });
    if (found == table_.columns.end()) return;
    bar_column_ = static_cast<std::size_t>(found - table_.columns.begin());
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
        if (percentage(row)) bar_width_ = std::min(most, choice_.room - column_gap);
    }
}

std::optional<double> TerminalTable::percentage(std::size_t row) const
{
    const auto* const value = std::get_if<double>(&table_.rows[row][bar_column_]);
    return value != nullptr && std::isfinite(*value) ? std::optional(*value) : std::nullopt;
}

void TerminalTable::add_line(const std::string& line, std::string_view colour)
{
    const std::string bare = line.substr(0, line.find_last_not_of(' ') + 1);
    text_ +=
        terminal_.colour && !colour.empty() && !bare.empty() ? std::string(colour) + bare + std::string(plain) : bare;
    text_ += '\n';
}

void TerminalTable::add_wrapped(const std::string& sentence, std::string_view colour)
{
    for (const std::string& line : wrapped(single_line(sentence), terminal_.width)) add_line(line, colour);
}

/// Adds the titles, broken over several lines; the last line of each stands right above the rule.
void TerminalTable::add_header()
{
    std::vector<std::vector<std::string>> titles;
    std::size_t height = 0;
    for (const ShownColumn& column : choice_.columns) {
        titles.push_back(wrapped(column.title, column.width));
        height = std::max(height, titles.back().size());
    }
    const std::string gap(column_gap, ' ');
    for (std::size_t line = 0; line < height; ++line) {
        std::string text;
        for (std::size_t i = 0; i < titles.size(); ++i) {
            const std::size_t above = height - titles[i].size();
            const ShownColumn& column = choice_.columns[i];
            text += (i == 0 ? "" : gap) +
                    padded(line < above ? "" : titles[i][line - above], column.width, column.to_the_right);
        }
        add_line(text, bold);
    }
    std::string rule;
    for (const ShownColumn& column : choice_.columns) {
        rule += (rule.empty() ? "" : gap) + std::string(column.width, '-');
    }
    if (bar_width_ > 0) rule += gap + std::string(bar_width_, '-');
    add_line(rule, dim);
}

bool TerminalTable::begins_group(std::size_t row) const
{
    return row == 0 || std::any_of(choice_.heading.begin(), choice_.heading.end(), [&](std::size_t place) {
               return table_.rows[row][place] != table_.rows[row - 1][place];
           });
}

void TerminalTable::add_heading(std::size_t row)
{
    std::string heading;
    for (const std::size_t place : choice_.heading) {
        heading += (heading.empty() ? "" : " on ") + readable(table_.rows[row][place], table_.columns[place].style);
    }
    if (row > 0) add_line("");
    add_wrapped(heading, bold);
}

/// The bar of a row: 100 percent is the whole width; empty for a saving that is not positive.
std::string TerminalTable::bar_of(std::size_t row) const
{
    const std::optional<double> percent = percentage(row);
    if (bar_width_ == 0 || !percent || *percent <= 0.0) return "";
    const double filled = static_cast<double>(bar_width_) * std::min(*percent, 100.0) / 100.0;
    constexpr double parts = 8.0;
    auto whole = static_cast<std::size_t>(filled);
    const auto eighths = static_cast<std::size_t>((filled - static_cast<double>(whole)) * parts);
    std::string bar;
    if (!terminal_.unicode) return std::string(static_cast<std::size_t>(std::lround(filled)), '#');
    for (; whole > 0; --whole) bar += "\u2588";
    constexpr std::string_view eighth[]{"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
    return bar + std::string(eighth[eighths]);
}

void TerminalTable::add_row(std::size_t row)
{
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (const ShownColumn& column : choice_.columns) {
        const std::string& cell = column.cells[row];
        cells.push_back(column.flexible ? wrapped(cell, column.width)
                                        : std::vector{cut(cell, column.width, terminal_.unicode)});
        height = std::max(height, cells.back().size());
    }
    const std::string gap(column_gap, ' ');
    for (std::size_t line = 0; line < height; ++line) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const ShownColumn& column = choice_.columns[i];
            text += (i == 0 ? "" : gap) +
                    padded(line < cells[i].size() ? cells[i][line] : "", column.width, column.to_the_right);
        }
        const std::string bar = line == 0 ? bar_of(row) : "";
        if (!bar.empty()) text += gap + (terminal_.colour ? std::string(green) + bar + std::string(plain) : bar);
        add_line(text);
    }
}

/// Says what is left out, and how to see it.
void TerminalTable::add_left_out()
{
    if (choice_.left_out.empty()) return;
    constexpr std::size_t most_named = 6;
    const std::size_t named = std::min(most_named, choice_.left_out.size());
    const auto begin = choice_.left_out.begin();
    std::string names = fmt::format("{}", fmt::join(begin, begin + static_cast<std::ptrdiff_t>(named), ", "));
    if (named < choice_.left_out.size()) names += fmt::format(" and {} more", choice_.left_out.size() - named);
    add_line("");
    add_wrapped(
        fmt::format("Columns without room: {}. --wide shows all columns, --columns KEY,... the named ones.", names),
        dim);
}

std::string TerminalTable::text()
{
    if (!single_line(table_.title).empty()) {
        add_wrapped(table_.title, bold);
        add_line("");
    }
    if (!choice_.columns.empty()) {
        add_header();
        for (std::size_t row = 0; row < table_.rows.size(); ++row) {
            if (!choice_.heading.empty() && begins_group(row)) add_heading(row);
            add_row(row);
        }
        add_left_out();
    }
    if (!table_.notes.empty() && !choice_.columns.empty()) add_line("");
    for (const std::string& note : table_.notes) add_wrapped(note);
    return std::move(text_);
}

}  // namespace

std::string terminal_text(const std::vector<Table>& tables, const Terminal& terminal)
{
    std::string text;
    for (const Table& table : tables) text += (text.empty() ? "" : "\n") + TerminalTable(table, terminal).text();
    return text;
}

}  // namespace deltasim::report
