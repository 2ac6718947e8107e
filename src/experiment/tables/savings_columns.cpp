// SPDX-License-Identifier: MIT
#include "experiment/tables/savings_tables.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string_view>

#include "experiment/results/json_writer.hpp"
#include "experiment/tables/figure_columns.hpp"
#include "experiment/tables/run_columns.hpp"
#include "experiment/tables/time_tables.hpp"

namespace deltasim::experiment
{

namespace
{

using Columns = std::vector<ColumnOf<SavingsRow>>;

void append(Columns& columns, Columns added) { std::move(added.begin(), added.end(), std::back_inserter(columns)); }

/// The unit of all energies, or an empty text if they differ.
std::string common_unit(const std::vector<SavingsRow>& rows)
{
    const std::vector<std::string> units = units_of(rows);
    return units.size() == 1 ? units.front() : "";
}

const RunFigures* figures_of(const SavingsRow& row) { return row.figures ? &*row.figures : nullptr; }

struct Level {
    const char* name;
    const char* title;
};
constexpr Level levels[]{{"sram", "SRAM"}, {"edram", "eDRAM"}, {"dram", "DRAM"}};

/// The column of one level for a figure that is given by level.
ColumnOf<SavingsRow> level_column(const Level& level, const char* key, const char* title, const char* unit,
                                  ByName<std::uint64_t> RunFigures::*member)
{
    return {{std::string(level.name) + key, std::string(level.title) + title, unit, {}},
            [name = level.name, member](const SavingsRow& row) -> Scalar {
                const std::uint64_t* const value = row.figures ? ((*row.figures).*member).find(name) : nullptr;
                return value == nullptr ? Scalar() : Scalar(*value);
            }};
}

ColumnOf<SavingsRow> accesses_column(const Level& level)
{
    return level_column(level, "_accesses", " accesses", "", &RunFigures::memory_accesses);
}

ColumnOf<SavingsRow> peak_column(const Level& level)
{
    return level_column(level, "_bytes", " peak", "B", &RunFigures::peak_bytes);
}

ColumnOf<SavingsRow> causes_column()
{
    return {{"largest_causes", "where the time goes", "", {}}, [](const SavingsRow& row) -> Scalar {
                return row.figures ? Scalar(largest_causes(row.figures->time_cycles)) : Scalar();
            }};
}

ColumnOf<SavingsRow> own_column(const std::string& name)
{
    return {{name, name, "", {}}, [name](const SavingsRow& row) -> Scalar {
                const Scalar* const value = row.columns.find(name);
                return value == nullptr ? Scalar() : *value;
            }};
}

bool any_has(const std::vector<SavingsRow>& rows, const ColumnOf<SavingsRow>& column)
{
    return std::any_of(rows.begin(), rows.end(), [&](const SavingsRow& row) {
        return !std::holds_alternative<std::monostate>(column.value(row));
    });
}

/// The keys of assumed figures, separated by blanks.
ColumnOf<SavingsRow> assumed_column()
{
    return {{"assumed", "assumed", "", {}, report::ColumnUse::always, "keys of the figures without a published source"},
            [](const SavingsRow& row) -> Scalar {
                std::string keys;
                for (const std::string& key : row.assumed) keys += (keys.empty() ? "" : " ") + key;
                return keys.empty() ? Scalar() : Scalar(keys);
            }};
}

/// Columns that tables have and JSON lacks.
Columns table_columns(const std::string& unit)
{
    Columns columns;
    for (const Level& level : levels) columns.push_back(accesses_column(level));
    for (const Level& level : levels) columns.push_back(peak_column(level));
    columns.push_back(causes_column());
    append(columns, epoch_columns<SavingsRow>(unit, figures_of));
    append(columns, figure_columns(unit));
    columns.push_back(assumed_column());
    return columns;
}

/// The unit of those rows with this cost table that have an energy; empty if none has.
std::string unit_of_costs(const std::vector<SavingsRow>& rows, const std::string& costs)
{
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const SavingsRow& row) { return row.energy_unit && row.costs == costs; });
    return found == rows.end() ? "" : *found->energy_unit;
}

/// Columns that only rows priced with uncertainty have.
bool is_range(const ColumnOf<SavingsRow>& column)
{
    return column.column.key.ends_with("_low") || column.column.key.ends_with("_high");
}

/// All columns that can be chosen, with energies in `unit`.
Columns columns_in(const std::vector<SavingsRow>& rows, const std::string& unit)
{
    Columns columns = all_columns<SavingsRow>(unit);
    const bool any_range = std::any_of(rows.begin(), rows.end(), [](const SavingsRow& row) { return row.ranges; });
    if (!any_range) std::erase_if(columns, is_range);
    if (!rows.empty()) {
        for (const auto& [name, value] : rows.front().columns.entries) columns.push_back(own_column(name));
    }
    append(columns, table_columns(unit));
    return columns;
}

/// Other columns for which rows have values: people ask for them, programs get all. Tables themselves say what is
/// assumed, why a row failed, and the units.
void append_others(Columns& columns, const std::vector<SavingsRow>& rows, const std::string& unit)
{
    constexpr std::array<std::string_view, 3> said{"assumed", "error", "energy_unit"};
    for (ColumnOf<SavingsRow>& other : columns_in(rows, unit)) {
        const std::string& key = other.column.key;
        const bool is_there =
            std::find(said.begin(), said.end(), key) != said.end() ||
            std::any_of(columns.begin(), columns.end(), [&](const auto& column) { return column.column.key == key; });
        if (is_there || !any_has(rows, other)) continue;
        other.column.use = report::ColumnUse::on_demand;
        columns.push_back(std::move(other));
    }
}

std::set<std::string> row_keys()
{
    SavingsRow full;
    full.figures.emplace();
    full.ranges.emplace();
    std::set<std::string> keys;
    const Json json = json_of(full);
    for (const auto& [key, value] : json.items()) keys.insert(key);
    for (const ColumnOf<SavingsRow>& column : table_columns("")) keys.insert(column.column.key);
    return keys;
}

}  // namespace

std::vector<std::string> units_of(const std::vector<SavingsRow>& rows)
{
    std::vector<std::string> units;
    for (const SavingsRow& row : rows) {
        const bool is_new = row.energy_unit && std::find(units.begin(), units.end(), *row.energy_unit) == units.end();
        if (is_new) units.push_back(*row.energy_unit);
    }
    if (units.empty()) units.emplace_back("pJ");
    return units;
}

std::vector<std::vector<SavingsRow>> by_unit(const std::vector<SavingsRow>& rows)
{
    std::vector<std::vector<SavingsRow>> groups;
    for (const std::string& unit : units_of(rows)) {
        std::vector<SavingsRow>& group = groups.emplace_back();
        const bool is_first = groups.size() == 1;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(group), [&](const SavingsRow& row) {
            const std::string of_row = row.energy_unit ? *row.energy_unit : unit_of_costs(rows, row.costs);
            return of_row.empty() ? is_first : of_row == unit;
        });
    }
    return groups;
}

bool is_row_key(const std::string& key)
{
    static const std::set<std::string> keys = row_keys();
    return keys.contains(key);
}

std::vector<std::string> column_keys()
{
    std::vector<std::string> keys;
    for (const ColumnOf<SavingsRow>& column : all_columns<SavingsRow>("")) {
        if (!is_range(column)) keys.push_back(column.column.key);
    }
    for (const ColumnOf<SavingsRow>& column : table_columns("")) keys.push_back(column.column.key);
    return keys;
}

Columns known_columns(const std::vector<SavingsRow>& rows) { return columns_in(rows, common_unit(rows)); }

bool any_other_unit(const std::vector<SavingsRow>& rows) { return units_of(rows) != std::vector<std::string>{"pJ"}; }

ColumnOf<SavingsRow> unit_column()
{
    ColumnOf<SavingsRow> column = member_column<SavingsRow>(&SavingsRow::energy_unit, "");
    column.column.use = report::ColumnUse::for_programs;
    return column;
}

Columns savings_columns(const std::vector<SavingsRow>& rows, const std::vector<std::string>& own,
                        const std::string& unit)
{
    Columns columns = member_columns<SavingsRow>(unit, &SavingsRow::model, &SavingsRow::processor);
    const auto differs = [&](std::string SavingsRow::*member) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const SavingsRow& row) { return row.*member != rows.front().*member; });
    };
    if (differs(&SavingsRow::costs)) columns.push_back(member_column<SavingsRow>(&SavingsRow::costs, unit));
    for (const std::string& name : own) columns.push_back(own_column(name));
    if (differs(&SavingsRow::baseline)) columns.push_back(member_column<SavingsRow>(&SavingsRow::baseline, unit));
    append(columns, member_columns<SavingsRow>(unit, &SavingsRow::schedule, &SavingsRow::energy_pj));
    if (any_other_unit(rows)) columns.push_back(unit_column());
    append(columns,
           member_columns<SavingsRow>(unit, &RunFigures::cycles, &RunFigures::seconds, &RunFigures::operand_accesses));
    const auto append_levels = [&](const auto& column_of_level) {
        for (const Level& level : levels) {
            const ColumnOf<SavingsRow> column = column_of_level(level);
            if (level.name != std::string_view("edram") || any_has(rows, column)) columns.push_back(column);
        }
    };
    append_levels(accesses_column);
    append(columns, member_columns<SavingsRow>(unit, &RunFigures::off_chip_weight_bytes, &RowSavings::ratio,
                                               &RowSavings::saving_x));
    if (std::any_of(rows.begin(), rows.end(), [](const SavingsRow& row) { return row.ranges.has_value(); })) {
        append(columns, member_columns<SavingsRow>(unit, &RowRanges::saving_x_low, &RowRanges::saving_x_high));
    }
    append(columns, member_columns<SavingsRow>(unit, &RowSavings::saving_percent, &RowSavings::access_ratio,
                                               &RunFigures::operand_energy_pj, &RowSavings::operand_saving_x));
    append_levels(peak_column);
    for (ColumnOf<SavingsRow>& column : figure_columns(unit)) {
        const std::string& key = column.column.key;
        const bool is_shown = key == "area_mm2" || key == "search_end" || key == "above_bound_percent";
        if (is_shown && any_has(rows, column)) columns.push_back(std::move(column));
    }
    add_sample_columns<SavingsRow>(columns, rows, unit, figures_of);
    columns.push_back(causes_column());
    append_others(columns, rows, unit);
    columns.push_back(assumed_column());
    columns.back().column.use = report::ColumnUse::for_programs;
    return columns;
}

}  // namespace deltasim::experiment
