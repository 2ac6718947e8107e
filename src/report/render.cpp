// SPDX-License-Identifier: MIT
#include "report/render.hpp"

#include "report/formats.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace deltasim::report
{

namespace
{

/// Checks the shape of a table: without this, JSON would silently drop one of two equal keys, and every format would
/// shift the cells of a short row.
void check_shape(const Table& table)
{
    std::set<std::string_view> keys;
    for (const Column& column : table.columns) {
        if (!keys.insert(column.key).second) {
            throw std::logic_error("table \"" + table.title + "\" has two columns with the key " + column.key);
        }
    }
    for (const std::vector<Cell>& row : table.rows) {
        if (row.size() != table.columns.size()) {
            throw std::logic_error("table \"" + table.title + "\" has " + std::to_string(table.columns.size()) +
                                   " columns and a row of " + std::to_string(row.size()) + " cells");
        }
    }
}

/// Without columns that are only for programs, and, unless `all_columns`, without those on demand.
Table for_people(const Table& table, bool all_columns)
{
    Table shown = table;
    for (std::size_t i = table.columns.size(); i-- > 0;) {
        const ColumnUse use = table.columns[i].use;
        if (use == ColumnUse::always || (use == ColumnUse::on_demand && all_columns)) continue;
        const auto place = static_cast<std::ptrdiff_t>(i);
        shown.columns.erase(shown.columns.begin() + place);
        for (std::vector<Cell>& row : shown.rows) row.erase(row.begin() + place);
    }
    return shown;
}

}  // namespace

std::optional<Format> format_named(std::string_view name) { return format_names.find(name); }

std::string render(const std::vector<Table>& tables, Format format, bool all_columns)
{
    for (const Table& table : tables) check_shape(table);
    if (format == Format::csv) return csv_of(tables);
    if (format == Format::json) return json_of(tables);
    std::vector<Table> shown;
    for (const Table& table : tables) shown.push_back(for_people(table, all_columns));
    switch (format) {
    case Format::text: return text_of(shown);
    case Format::markdown: return markdown_of(shown);
    case Format::latex: return latex_of(shown);
    default: throw std::logic_error("a format without a renderer");
    }
}

}  // namespace deltasim::report
