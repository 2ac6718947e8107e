// SPDX-License-Identifier: MIT
#include "experiment/store/table_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "experiment/results/run_figures.hpp"
#include "experiment/store/row_condition.hpp"
#include "experiment/tables/json_table.hpp"
#include "experiment/tables/savings_tables.hpp"

namespace deltasim::experiment
{

namespace
{

[[noreturn]] void refuse(const std::string& option, const std::string& message)
{
    throw InputError({{{option, 0, 0}, "", message}});
}

bool is_scalar(const Json& value) { return !value.is_array() && !value.is_object(); }

void require_key(const std::string& key, const Json& rows, const std::string& option)
{
    std::vector<std::string> known;
    for (const Json& row : rows) {
        if (row.contains(key) && is_scalar(row[key])) return;
        for (const auto& [name, value] : row.items()) {
            const bool is_new = std::find(known.begin(), known.end(), name) == known.end();
            if (is_new && is_scalar(value)) known.push_back(name);
        }
    }
    if (rows.empty()) return;
    std::string hint = suggestion(key, known);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(known, ", "));
    refuse(option, fmt::format("unknown column {}{}", config::quoted_text(key), hint));
}

/// Numbers before text, missing values last whichever way the order goes.
bool is_before(const Json& a, const Json& b, bool descending)
{
    if (a.is_null() || b.is_null()) return !a.is_null() && b.is_null();
    const auto key = [](const Json& value) {
        return std::tuple(!value.is_number(), value.is_number() ? value.get<double>() : 0.0,
                          value.is_number() ? std::string() : text_of(value));
    };
    return descending ? key(b) < key(a) : key(a) < key(b);
}

void sort_places(std::vector<std::size_t>& places, const std::vector<std::string>& keys, const Json& rows)
{
    // The last key first: each order keeps that of the keys after it.
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        const bool descending = key->starts_with('-');
        const std::string name = descending ? key->substr(1) : *key;
        require_key(name, rows, "--sort " + *key);
        std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
            return is_before(value_at(rows[a], name), value_at(rows[b], name), descending);
        });
    }
}

void require_columns(const std::vector<std::string>& keys, const Json& rows)
{
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        require_key(*key, rows, "--columns " + *key);
        if (std::find(keys.begin(), key, *key) != key) refuse("--columns " + *key, "is there twice");
    }
}

/// JSON and tables in place of those of all columns.
using Shown = std::pair<Json, std::vector<report::Table>>;

/// The column as the savings table has it.
report::Column column_of(const std::string& key, const report::Table& savings)
{
    const auto known = std::find_if(savings.columns.begin(), savings.columns.end(),
                                    [&](const report::Column& c) { return c.key == key; });
    return known == savings.columns.end() ? report::Column{key, key, "", {}} : *known;
}

Shown chosen_columns(const std::vector<Json>& rows, const std::vector<std::string>& keys, const report::Table& savings)
{
    Json chosen = Json::array();
    for (const Json& row : rows) {
        Json fewer = Json::object();
        for (const std::string& key : keys) fewer[key] = value_at(row, key);
        chosen.push_back(fewer);
    }
    std::vector<report::Column> columns;
    for (const std::string& key : keys) columns.push_back(column_of(key, savings));
    const report::Table table = table_of(savings.title, columns, chosen);
    return {Json{{"columns", keys}, {"rows", chosen}}, {table}};
}

/// A word on what tells two rows apart.
std::string difference(const Json& a, const Json& b)
{
    std::vector<std::string> keys;
    for (const auto& [key, value] : a.items()) {
        constexpr std::array<std::string_view, 4> compared{"energy_pj", "ratio", "saving_x", "saving_percent"};
        const auto in = [&](const auto& names) { return std::find(names.begin(), names.end(), key) != names.end(); };
        const bool is_figure = key == "access_ratio" || key.ends_with("_accesses") || key.ends_with("_bytes") ||
                               in(compared) || in(run_figure_keys);
        if (is_scalar(value) && !is_figure && value_at(b, key) != value) keys.push_back(key);
    }
    return keys.empty() ? "" : fmt::format(": they differ in {}", fmt::join(keys, ", "));
}

Shown pivot(const std::vector<Json>& rows, const std::vector<std::string>& keys, const report::Table& savings)
{
    const std::string option = fmt::format("--pivot {}", fmt::join(keys, ","));
    if (keys.size() != 3) refuse(option, "expected three columns: of the rows, of the columns, of the values");
    for (const std::string& key : keys) require_key(key, rows, option);
    constexpr std::array<std::string_view, 4> of_savings{"ratio", "saving_x", "saving_percent", "access_ratio"};
    const bool is_saving = std::find(of_savings.begin(), of_savings.end(), keys[2]) != of_savings.end();

    std::vector<std::string> names;  // in the order of the rows, as are those of the rows
    std::vector<Json> labels;
    std::map<std::pair<std::string, std::string>, const Json*> places;
    for (const Json& row : rows) {
        if (is_saving && row["schedule"] == row["baseline"]) continue;
        const Json label = value_at(row, keys[0]);
        const std::string name = text_of(value_at(row, keys[1]));
        const auto [place, is_new] = places.try_emplace({label.dump(), name}, &row);
        if (!is_new) {
            refuse(option, fmt::format("several values for {} {} and {} {}{}; choose some with --where", keys[0],
                                       text_of(label), keys[1], name, difference(*place->second, row)));
        }
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
    }
    const report::Column value = column_of(keys[2], savings);
    std::vector<report::Column> columns{column_of(keys[0], savings)};
    for (const std::string& name : names)
        columns.push_back({name == keys[0] ? name + " " : name, name, value.unit, value.style});
    Json pivoted = Json::array();
    for (const Json& label : labels) {
        Json row{{keys[0], label}};
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto place = places.find({label.dump(), names[i]});
            row[columns[i + 1].key] = place == places.end() ? Json() : value_at(*place->second, keys[2]);
        }
        pivoted.push_back(row);
    }
    return {Json{{"pivot", keys}, {"rows", pivoted}},
            {table_of(fmt::format("{} by {} and {}", value.title, keys[0], keys[1]), columns, pivoted)}};
}

}  // namespace

QueryResult query(const Json& stored, const TableQuery& asked)
{
    Json all = Json::array();
    for (const Json& row : stored["rows"]) all.push_back(with_table_keys(row));
    if (!asked.pivot.empty() && !asked.columns.empty()) refuse("--columns", "has no effect on a --pivot");
    QueryResult result;
    Json chosen = stored;
    chosen["rows"] = Json::array();
    std::vector<RowCondition> conditions;
    for (const std::string& text : asked.conditions) {
        conditions.push_back(row_condition(text));
        require_key(conditions.back().key, all, "--where " + text);
        const std::string remark = unknown_values(conditions.back(), all);
        if (!remark.empty()) result.remarks.push_back(fmt::format("--where {}: {}", text, remark));
    }
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto holds = [&](const RowCondition& condition) { return condition.holds(all[i]); };
        if (std::all_of(conditions.begin(), conditions.end(), holds)) places.push_back(i);
    }
    sort_places(places, asked.sort, all);
    std::vector<Json> rows;
    for (const std::size_t place : places) {
        rows.push_back(all[place]);
        chosen["rows"].push_back(stored["rows"][place]);
    }
    require_columns(asked.columns, all);
    result.tables = stored_tables(chosen);
    result.json = std::move(chosen);
    const report::Table& savings = result.tables.front();
    if (!asked.pivot.empty()) std::tie(result.json, result.tables) = pivot(rows, asked.pivot, savings);
    if (!asked.columns.empty()) std::tie(result.json, result.tables) = chosen_columns(rows, asked.columns, savings);
    return result;
}

}  // namespace deltasim::experiment
