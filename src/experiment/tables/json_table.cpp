// SPDX-License-Identifier: MIT
#include "experiment/tables/json_table.hpp"

namespace deltasim::experiment
{

report::Cell cell_of(const Json& value)
{
    if (value.is_null()) return std::monostate{};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.dump();
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    if (value.is_number_integer()) return static_cast<std::uint64_t>(value.get<std::int64_t>());
    return value.get<double>();
}

std::string text_of(const Json& value)
{
    if (value.is_null()) return "-";  // as tables show what is absent
    return value.is_string() ? value.get<std::string>() : value.dump();
}

Json value_at(const Json& row, const std::string& key) { return row.contains(key) ? row[key] : Json(); }

report::Table table_of(const std::string& title, const std::vector<report::Column>& columns, const Json& rows)
{
    report::Table table{title, columns, {}, {}};
    for (const Json& row : rows) {
        std::vector<report::Cell>& cells = table.rows.emplace_back();
        for (const report::Column& column : columns) {
            cells.push_back(cell_of(value_at(row, column.key)));
        }
    }
    return table;
}

}  // namespace deltasim::experiment
