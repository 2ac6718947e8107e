// SPDX-License-Identifier: MIT
#include "report/formats.hpp"
#include "report/render.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

#include "core/plain_text.hpp"
#include "report/json_text.hpp"

// Writes JSON: an array of tables, each row an object by column key. An absent cell, and a number that is not finite,
// are null.

namespace deltasim::report
{

namespace
{

using Json = nlohmann::ordered_json;

Json value_of(const Cell& cell)
{
    if (const auto* const text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* const marked = std::get_if<MarkedName>(&cell)) return marked->name;
    if (const auto* const count = std::get_if<std::uint64_t>(&cell)) return *count;
    if (const auto* const value = std::get_if<double>(&cell); value != nullptr && std::isfinite(*value)) return *value;
    return nullptr;
}

Json rows_of(const Table& table)
{
    Json rows = Json::array();
    for (const std::vector<Cell>& row : table.rows) {
        Json cells = Json::object();
        for (std::size_t i = 0; i < row.size(); ++i) cells[table.columns[i].key] = value_of(row[i]);
        rows.push_back(std::move(cells));
    }
    return rows;
}

Json table_of(const Table& table)
{
    Json columns = Json::array();
    for (const Column& column : table.columns) columns.push_back(Json{{"key", column.key}, {"unit", column.unit}});
    return Json{{"title", table.title},
                {"columns", std::move(columns)},
                {"rows", rows_of(table)},
                {"notes", Json(table.notes)}};
}

/// File names are bytes. A name that is not UTF-8 must not make the whole report fail.
std::string text_of(const Json& json) { return shown_json(json, 2) + "\n"; }

}  // namespace

std::string json_escaped(std::string_view json)
{
    constexpr std::uint32_t of_four_digits = 0x10000;  // a code point above this needs two surrogates
    std::string text;
    text.reserve(json.size());
    while (!json.empty()) {
        const CodePoint point = first_code_point(json);
        if (point.value == '\n' || is_plain(point))
            text += json.substr(0, point.bytes);
        else if (point.value < of_four_digits)
            text += fmt::format("\\u{:04x}", point.value);
        else
            text += fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (point.value >> 10U), 0xDC00 + (point.value & 0x3FFU));
        json.remove_prefix(point.bytes);
    }
    return text;
}

std::string json_of(const std::vector<Table>& tables)
{
    Json json = Json::array();
    for (const Table& table : tables) json.push_back(table_of(table));
    return text_of(json);
}

std::string json_of_table(const Table& table)
{
    Json columns = Json::array();
    for (const Column& column : table.columns) columns.push_back(column.key);
    return text_of(Json{{"columns", std::move(columns)}, {"rows", rows_of(table)}});
}

}  // namespace deltasim::report
