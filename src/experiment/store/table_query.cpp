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
#include "experiment/results/json_writer.hpp"
#include "experiment/store/pareto_front.hpp"
#include "experiment/store/row_condition.hpp"
#include "experiment/tables/savings_tables.hpp"
#include "report/table_choice.hpp"

namespace deltasim::experiment
{

namespace
{

using RowColumn = ColumnOf<SavingsRow>;

[[noreturn]] void refuse_option(const std::string& option, const std::string& message)
{
    throw InputError({{{option, 0, 0}, "", message}});
}

/// Numbers come before texts, and missing values last in either direction.
bool is_before(const Scalar& a, const Scalar& b, bool descending)
{
    const auto is_absent = [](const Scalar& value) { return std::holds_alternative<std::monostate>(value); };
    if (is_absent(a) || is_absent(b)) return !is_absent(a) && is_absent(b);
    const auto key = [](const Scalar& value) {
        return std::tuple(!is_number(value), is_number(value) ? number_of(value) : 0.0,
                          is_number(value) ? std::string() : text_of(value));
    };
    return descending ? key(b) < key(a) : key(a) < key(b);
}

/// Gives a column of energies the unit of these rows: all of them have the same, whatever units the store has.
void set_unit(RowColumn& column, const std::vector<SavingsRow>& rows)
{
    if (column.is_energy) column.column.unit = units_of(rows).front();
}

/// Answers a query of some rows.
class Query
{
public:
    Query(const StoredResult& stored, const TableQuery& asked)
        : stored_(stored), asked_(asked), known_(known_columns(stored.rows))
    {
    }

    QueryResult answer();
    [[nodiscard]] std::vector<std::size_t> matching() const;

private:
    using Rows = std::vector<SavingsRow>;

    [[nodiscard]] const RowColumn& column(const std::string& key, const std::string& option) const;
    [[nodiscard]] std::vector<RowColumn> chosen_columns() const;
    [[nodiscard]] bool holds(const SavingsRow& row, const std::vector<RowCondition>& conditions) const;
    [[nodiscard]] std::vector<RowCondition> conditions(std::vector<std::string>& remarks) const;
    void sort(Rows& rows) const;
    /// Keeps only the Pareto front.
    void keep_front(Rows& rows) const;
    [[nodiscard]] static bool any_energy(const std::vector<RowColumn>& columns);
    static void add_table(const std::string& title, const std::vector<RowColumn>& columns, const Rows& rows,
                          QueryResult& result);
    void choose(const Rows& rows, std::vector<RowColumn> columns, QueryResult& result) const;
    void pivot(const Rows& rows, QueryResult& result) const;
    [[nodiscard]] std::string difference(const SavingsRow& a, const SavingsRow& b) const;

    const StoredResult& stored_;
    const TableQuery& asked_;
    std::vector<RowColumn> known_;
};

const RowColumn& Query::column(const std::string& key, const std::string& option) const
{
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const RowColumn& known) { return known.column.key == key; });
    if (found != known_.end()) return *found;
    std::vector<std::string> names;
    for (const RowColumn& known : known_) names.push_back(known.column.key);
    std::string hint = suggestion(key, names);
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(names, ", "));
    refuse_option(option, fmt::format("unknown column {}{}", config::quoted_text(key), hint));
}

std::vector<RowCondition> Query::conditions(std::vector<std::string>& remarks) const
{
    std::vector<RowCondition> conditions;
    for (const std::string& text : asked_.conditions) {
        const RowCondition& condition = conditions.emplace_back(row_condition(text));
        if (stored_.rows.empty()) continue;
        const RowColumn& asked = column(condition.key, "--where " + text);
        std::vector<Scalar> values;
        for (const SavingsRow& row : stored_.rows) values.push_back(asked.value(row));
        const std::string remark = unknown_values(condition, values);
        if (!remark.empty()) remarks.push_back(fmt::format("--where {}: {}", text, remark));
    }
    return conditions;
}

bool Query::holds(const SavingsRow& row, const std::vector<RowCondition>& conditions) const
{
    return std::all_of(conditions.begin(), conditions.end(), [&](const RowCondition& condition) {
        return condition.holds(column(condition.key, "--where").value(row));
    });
}

void Query::sort(Rows& rows) const
{
    if (stored_.rows.empty()) return;
    // The last key comes first: each sort keeps the order of rows that are equal under its key.
    for (auto key = asked_.sort.rbegin(); key != asked_.sort.rend(); ++key) {
        const bool descending = key->starts_with('-');
        const RowColumn& by = column(descending ? key->substr(1) : *key, "--sort " + *key);
        std::stable_sort(rows.begin(), rows.end(), [&](const SavingsRow& a, const SavingsRow& b) {
            return is_before(by.value(a), by.value(b), descending);
        });
    }
}

void Query::keep_front(Rows& rows) const
{
    if (stored_.rows.empty() || asked_.pareto.empty()) return;
    const std::string option = fmt::format("--pareto {}", fmt::join(asked_.pareto, ","));
    std::vector<FrontPoint> points;
    for (std::size_t i = 0; i < rows.size(); ++i) points.push_back({rows[i].model, i, {}});
    for (const std::string& key : asked_.pareto) {
        const RowColumn& figure = column(key, option);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const Scalar value = figure.value(rows[i]);
            if (is_number(value)) points[i].figures.push_back(number_of(value));
        }
    }
    std::erase_if(points, [&](const FrontPoint& point) { return point.figures.size() != asked_.pareto.size(); });
    Rows front;
    for (const std::size_t place : pareto_front(points)) front.push_back(std::move(rows[place]));
    rows = std::move(front);
}

std::vector<RowColumn> Query::chosen_columns() const
{
    const std::vector<std::string>& keys = asked_.columns;
    std::vector<RowColumn> columns;
    for (auto key = keys.begin(); key != keys.end(); ++key) {
        if (!stored_.rows.empty())
            columns.push_back(column(*key, "--columns " + *key));
        else
            columns.push_back({{*key, *key, "", {}}, {}});
        if (std::find(keys.begin(), key, *key) != key) refuse_option("--columns " + *key, "occurs twice");
    }
    return columns;
}

void Query::add_table(const std::string& title, const std::vector<RowColumn>& columns, const Rows& rows,
                      QueryResult& result)
{
    result.tables.push_back(table_of(title, columns, rows));
    mark_assumed(result.tables.back(), rows);
}

void Query::choose(const Rows& rows, std::vector<RowColumn> columns, QueryResult& result) const
{
    const bool has_units = units_of(rows).size() > 1 && any_energy(columns);
    const std::vector<std::string>& keys = asked_.columns;
    const bool says_unit = std::find(keys.begin(), keys.end(), "energy_unit") != keys.end();
    if (any_energy(columns) && any_other_unit(rows) && !says_unit) columns.push_back(unit_column());
    result.json = {{"columns", asked_.columns}, {"rows", Json::array()}};
    for (const SavingsRow& row : rows) {
        Json fewer = Json::object();
        for (const RowColumn& shown : columns) fewer[shown.column.key] = json_of(shown.value(row));
        result.json["rows"].push_back(fewer);
    }
    for (const Rows& group : by_unit(rows)) {
        const std::string unit = units_of(group).front();
        for (RowColumn& shown : columns) set_unit(shown, group);
        add_table(has_units ? "Savings, energies in " + unit : "Savings", columns, group, result);
        if (has_units) result.tables.back().name = report::name_of({"savings " + unit, {}, {}, {}});
    }
}

bool Query::any_energy(const std::vector<RowColumn>& columns)
{
    return std::any_of(columns.begin(), columns.end(), [](const RowColumn& shown) { return shown.is_energy; });
}

/// Says in what two rows differ: in names and settings, not in figures.
std::string Query::difference(const SavingsRow& a, const SavingsRow& b) const
{
    constexpr std::array names{"model", "processor", "costs", "schedule", "baseline", "energy_unit", "error"};
    std::vector<std::string> keys;
    for (const RowColumn& known : known_) {
        const std::string& key = known.column.key;
        const bool is_name = std::find(names.begin(), names.end(), key) != names.end() ||
                             a.columns.find(key) != nullptr || b.columns.find(key) != nullptr;
        if (is_name && known.value(a) != known.value(b)) keys.push_back(key);
    }
    return keys.empty() ? "" : fmt::format(": they differ in {}", fmt::join(keys, ", "));
}

void Query::pivot(const Rows& rows, QueryResult& result) const
{
    const std::vector<std::string>& keys = asked_.pivot;
    const std::string option = fmt::format("--pivot {}", fmt::join(keys, ","));
    if (keys.size() != 3) refuse_option(option, "expected three columns: of the rows, of the columns, of the values");
    std::vector<RowColumn> of;
    for (const std::string& key : keys) {
        of.push_back(stored_.rows.empty() ? RowColumn{{key, key, "", {}}, {}} : column(key, option));
    }
    constexpr std::array<std::string_view, 4> of_savings{"ratio", "saving_x", "saving_percent", "access_ratio"};
    const bool is_saving = std::find(of_savings.begin(), of_savings.end(), keys[2]) != of_savings.end();

    if (any_energy({of[2]}) && units_of(rows).size() > 1) {
        refuse_option(option, fmt::format("energies are in {}; choose one with --where energy_unit",
                                          fmt::join(units_of(rows), " and in ")));
    }
    set_unit(of[2], rows);
    std::vector<std::string> names;  // in the order of the rows, like the names of rows
    std::vector<Scalar> labels;
    std::map<std::pair<Scalar, std::string>, const SavingsRow*> places;
    for (const SavingsRow& row : rows) {
        if (is_saving && row.schedule == row.baseline) continue;
        const Scalar label = of[0].value(row);
        const std::string name = text_of(of[1].value(row));
        const auto [place, is_new] = places.try_emplace({label, name}, &row);
        if (!is_new) {
            refuse_option(option, fmt::format("several values for {} {} and {} {}{}; choose some with --where", keys[0],
                                              text_of(label), keys[1], name, difference(*place->second, row)));
        }
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
    }
    const report::Column& value = of[2].column;
    report::Table table{fmt::format("{} by {} and {}", value.title, keys[0], keys[1]), {of[0].column}, {}, {}};
    for (const std::string& name : names) {
        table.columns.push_back({name == keys[0] ? name + " " : name, name, value.unit, value.style});
    }
    result.json = {{"pivot", keys}, {"rows", Json::array()}};
    for (const Scalar& label : labels) {
        Json row{{keys[0], json_of(label)}};
        std::vector<report::Cell>& cells = table.rows.emplace_back(1, cell_of(label));
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto place = places.find({label, names[i]});
            const Scalar cell = place == places.end() ? Scalar() : of[2].value(*place->second);
            row[table.columns[i + 1].key] = json_of(cell);
            cells.push_back(cell_of(cell));
        }
        result.json["rows"].push_back(row);
    }
    result.tables = {std::move(table)};
}

std::vector<std::size_t> Query::matching() const
{
    std::vector<std::string> remarks;
    const std::vector<RowCondition> all = conditions(remarks);
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < stored_.rows.size(); ++i) {
        if (holds(stored_.rows[i], all)) places.push_back(i);
    }
    return places;
}

QueryResult Query::answer()
{
    if (!asked_.pivot.empty() && !asked_.columns.empty()) refuse_option("--columns", "has no effect on a --pivot");
    QueryResult result;
    const std::vector<RowCondition> asked = conditions(result.remarks);
    StoredResult chosen{stored_.columns, {}};
    for (const SavingsRow& row : stored_.rows) {
        if (holds(row, asked)) chosen.rows.push_back(row);
    }
    keep_front(chosen.rows);
    sort(chosen.rows);
    const std::vector<RowColumn> columns = chosen_columns();
    if (!asked_.pivot.empty()) {
        pivot(chosen.rows, result);
    } else if (!asked_.columns.empty()) {
        choose(chosen.rows, columns, result);
    } else {
        result.json = json_of(chosen);
        result.tables = stored_tables(chosen);
    }
    result.rows = std::move(chosen.rows);
    return result;
}

}  // namespace

std::vector<std::size_t> matching_rows(const StoredResult& stored, const std::vector<std::string>& conditions)
{
    TableQuery asked;
    asked.conditions = conditions;
    return Query(stored, asked).matching();
}

QueryResult query(const StoredResult& stored, const TableQuery& asked) { return Query(stored, asked).answer(); }

}  // namespace deltasim::experiment
