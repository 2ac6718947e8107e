// SPDX-License-Identifier: MIT
#include "experiment/table_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "config/number.hpp"
#include "config/quoted_text.hpp"
#include "core/diagnostic.hpp"
#include "core/nearest_name.hpp"
#include "experiment/json_table.hpp"
#include "experiment/run_figures.hpp"
#include "experiment/savings_tables.hpp"

namespace deltasim
{

namespace
{

[[noreturn]] void refuse(const std::string& option, const std::string& message)
{
    throw InputError({{{option, 0, 0}, "", message}});
}

bool is_scalar(const Json& value) { return !value.is_array() && !value.is_object(); }

/// Rows with keys for the accesses to each level and the bytes taken there, as tables have them.
Json flat(const Json& stored)
{
    Json rows = stored["rows"];
    for (Json& row : rows) {
        if (row["memory_accesses"].is_null()) continue;
        for (const auto& [level, accesses] : row["memory_accesses"].items()) row[level + "_accesses"] = accesses;
        for (const auto& [level, bytes] : row["peak_bytes"].items()) row[level + "_bytes"] = bytes;
    }
    return rows;
}

/// The rows without these keys.
Json as_stored(std::vector<Json> rows)
{
    for (Json& row : rows) {
        for (const std::string level : {"sram", "edram", "dram"}) {
            row.erase(level + "_accesses");
            row.erase(level + "_bytes");
        }
    }
    return rows;
}

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
    refuse(option, fmt::format("unknown column {}{}", quoted_text(key), hint));
}

Json value_at(const Json& row, const std::string& key) { return row.contains(key) ? row[key] : Json(); }

std::string text_of(const Json& value)
{
    if (value.is_null()) return "-";  // as tables show what is absent
    return value.is_string() ? value.get<std::string>() : value.dump();
}

struct Condition {
    std::string key;
    std::string comparison;
    std::vector<std::string> values;
};

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ',') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

Condition condition_of(const std::string& text, const Json& rows)
{
    const std::string option = "--where " + text;
    const std::size_t at = text.find_first_of("=!<>");
    constexpr std::string_view expected = "expected KEY=VALUE, or !=, <, <=, > or >= in place of =";
    if (at == std::string::npos || at == 0) refuse(option, std::string(expected));
    const bool is_long = text.size() > at + 1 && text[at + 1] == '=' && text[at] != '=';
    Condition condition{text.substr(0, at), text.substr(at, is_long ? 2 : 1),
                        split(text.substr(at + (is_long ? 2 : 1)))};
    if (condition.comparison == "!") refuse(option, std::string(expected));
    require_key(condition.key, rows, option);
    const bool is_order = condition.comparison.front() == '<' || condition.comparison.front() == '>';
    if (is_order && (condition.values.size() != 1 || !parse_real_number(condition.values.front()))) {
        refuse(option, fmt::format("expected a number after {}", condition.comparison));
    }
    return condition;
}

bool is_equal(const Json& value, const std::string& wanted)
{
    if (value.is_number()) {
        const auto number = parse_real_number(wanted);
        return number && value.get<double>() == *number;
    }
    return !value.is_null() && text_of(value) == wanted;
}

bool holds(const Condition& condition, const Json& row)
{
    const Json value = value_at(row, condition.key);
    const bool is_one_of = std::any_of(condition.values.begin(), condition.values.end(),
                                       [&](const std::string& wanted) { return is_equal(value, wanted); });
    if (condition.comparison == "=") return is_one_of;
    if (condition.comparison == "!=") return !is_one_of;
    if (!value.is_number()) return false;
    const double number = value.get<double>();
    const double bound = parse_real_number(condition.values.front()).value();
    if (condition.comparison == "<") return number < bound;
    if (condition.comparison == "<=") return number <= bound;
    return condition.comparison == ">" ? number > bound : number >= bound;
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

void sort_rows(std::vector<Json>& rows, const std::vector<std::string>& keys, const Json& all)
{
    // The last key first: each order keeps that of the keys after it.
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
        const bool descending = key->starts_with('-');
        const std::string name = descending ? key->substr(1) : *key;
        require_key(name, all, "--sort " + *key);
        std::stable_sort(rows.begin(), rows.end(), [&](const Json& a, const Json& b) {
            return is_before(value_at(a, name), value_at(b, name), descending);
        });
    }
}

/// The column as the savings table has it.
Column column_of(const std::string& key, const Table& savings)
{
    const auto known =
        std::find_if(savings.columns.begin(), savings.columns.end(), [&](const Column& c) { return c.key == key; });
    return known == savings.columns.end() ? Column{key, key, "", {}} : *known;
}

QueryResult chosen_columns(const Json& rows, const std::vector<std::string>& keys, const Table& savings)
{
    Json chosen = Json::array();
    for (const Json& row : rows) {
        Json fewer = Json::object();
        for (const std::string& key : keys) fewer[key] = value_at(row, key);
        chosen.push_back(fewer);
    }
    std::vector<Column> columns;
    for (const std::string& key : keys) columns.push_back(column_of(key, savings));
    Table table = table_of(savings.title, columns, chosen);
    return {{{"columns", keys}, {"rows", chosen}}, {table}};
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

QueryResult pivot(const Json& rows, const std::vector<std::string>& keys, const Table& savings)
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
    const Column value = column_of(keys[2], savings);
    std::vector<Column> columns{column_of(keys[0], savings)};
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
    return {{{"pivot", keys}, {"rows", pivoted}},
            {table_of(fmt::format("{} by {} and {}", value.title, keys[0], keys[1]), columns, pivoted)}};
}

}  // namespace

QueryResult query(const Json& stored, const TableQuery& asked)
{
    const Json all = flat(stored);
    std::vector<Condition> conditions;
    for (const std::string& text : asked.conditions) conditions.push_back(condition_of(text, all));
    std::vector<Json> rows;
    for (const Json& row : all) {
        if (std::all_of(conditions.begin(), conditions.end(), [&](const Condition& c) { return holds(c, row); })) {
            rows.push_back(row);
        }
    }
    sort_rows(rows, asked.sort, all);
    for (const std::string& key : asked.columns) require_key(key, all, "--columns " + key);
    const Json chosen{{"columns", stored["columns"]}, {"rows", rows}};
    std::vector<Table> tables = stored_tables(chosen);
    if (!asked.pivot.empty()) return pivot(chosen["rows"], asked.pivot, tables.front());
    if (!asked.columns.empty()) return chosen_columns(chosen["rows"], asked.columns, tables.front());
    return {{{"columns", stored["columns"]}, {"rows", as_stored(rows)}}, tables};
}

}  // namespace deltasim
