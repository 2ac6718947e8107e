// SPDX-License-Identifier: MIT
#include "report/table_choice.hpp"

#include <algorithm>
#include <cctype>

namespace deltasim::report
{

std::string name_of(const Table& table)
{
    if (!table.name.empty()) return table.name;
    std::string name;
    for (const char letter : table.title) {
        if (letter == ',') break;
        const bool word = std::isalnum(static_cast<unsigned char>(letter)) != 0;
        if (word) {
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        } else if (!name.empty() && name.back() != '_') {
            name += '_';
        }
    }
    while (name.ends_with('_')) name.pop_back();
    return name;
}

std::vector<Table> with_columns(const std::vector<Table>& tables, const std::vector<std::string>& keys)
{
    std::vector<Table> chosen;
    for (const Table& table : tables) {
        std::vector<std::size_t> places;
        for (const std::string& key : keys) {
            for (std::size_t i = 0; i < table.columns.size(); ++i) {
                if (table.columns[i].key == key) places.push_back(i);
            }
        }
        if (places.empty()) continue;
        Table& fewer = chosen.emplace_back();
        fewer.title = table.title;
        fewer.name = name_of(table);
        for (const std::size_t place : places) {
            fewer.columns.push_back(table.columns[place]);
            fewer.columns.back().use = ColumnUse::always;  // since it was asked for
        }
        for (const std::vector<Cell>& row : table.rows) {
            std::vector<Cell>& cells = fewer.rows.emplace_back();
            for (const std::size_t place : places) cells.push_back(row[place]);
        }
    }
    return chosen;
}

std::vector<std::string> column_keys(const std::vector<Table>& tables)
{
    std::vector<std::string> keys;
    for (const Table& table : tables) {
        for (const Column& column : table.columns) {
            if (std::find(keys.begin(), keys.end(), column.key) == keys.end()) keys.push_back(column.key);
        }
    }
    return keys;
}

}  // namespace deltasim::report
