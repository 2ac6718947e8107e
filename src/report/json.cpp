// SPDX-License-Identifier: MIT
#include "report/formats.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

// JSON: an array of tables, each row an object by column key. What JSON has no word for, an absent cell or a number
// that is not finite, is null.

namespace deltasim::report
{

namespace
{

using Json = nlohmann::ordered_json;

Json value_of(const Cell& cell)
{
    if (const auto* const text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* const count = std::get_if<std::uint64_t>(&cell)) return *count;
    if (const auto* const value = std::get_if<double>(&cell); value != nullptr && std::isfinite(*value)) return *value;
    return nullptr;
}

Json table_of(const Table& table)
{
    Json columns = Json::array();
    for (const Column& column : table.columns) columns.push_back(Json{{"key", column.key}, {"unit", column.unit}});
    Json rows = Json::array();
    for (const std::vector<Cell>& row : table.rows) {
        Json cells = Json::object();
        for (std::size_t i = 0; i < row.size(); ++i) cells[table.columns[i].key] = value_of(row[i]);
        rows.push_back(std::move(cells));
    }
    return Json{{"title", table.title},
                {"columns", std::move(columns)},
                {"rows", std::move(rows)},
                {"notes", Json(table.notes)}};
}

}  // namespace

std::string json_of(const std::vector<Table>& tables)
{
    Json json = Json::array();
    for (const Table& table : tables) json.push_back(table_of(table));
    constexpr int indent = 2;
    // File names are bytes; one that is no UTF-8 must not cost the whole report.
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace deltasim::report
