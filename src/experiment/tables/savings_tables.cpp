// SPDX-License-Identifier: MIT
#include "experiment/tables/savings_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/table_choice.hpp"

namespace deltasim::experiment
{

namespace
{

using report::Cell;
using report::Table;

/// A terminal shows these first.
const std::vector<std::string> most_wanted{
    "model",        "processor",     "costs",         "schedule",       "energy_pj",     "seconds",        "saving_x",
    "saving_x_low", "saving_x_high", "sram_accesses", "edram_accesses", "dram_accesses", "saving_percent", "error"};

/// How a terminal shows a savings table; `own` columns distinguish rows as names do.
report::TerminalHints hints(const std::vector<std::string>& own)
{
    report::TerminalHints hints{most_wanted, {"model", "processor"}, "saving_percent"};
    hints.most_wanted.insert(hints.most_wanted.begin() + 3, own.begin(), own.end());
    return hints;
}

void mark_cell(Table& table, std::vector<Cell>& row, const std::string& key)
{
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const auto* const name = std::get_if<std::string>(&row[i]);
        if (table.columns[i].key == key && name != nullptr) row[i] = report::MarkedName{*name};
    }
}

void mark_row(Table& table, std::vector<Cell>& cells, const SavingsRow& row)
{
    const AssumedWhere where = assumed_where(row);
    if (where.model) mark_cell(table, cells, "model");
    if (where.processor) mark_cell(table, cells, "processor");
}

/// A failed row does not know what is assumed: it gets the marks of other rows of its model and processor, so that it
/// stands among them.
const SavingsRow& row_with_marks(const std::vector<SavingsRow>& rows, const SavingsRow& row)
{
    if (!row.error) return row;
    const auto alike = std::find_if(rows.begin(), rows.end(), [&](const SavingsRow& other) {
        return !other.error && other.model == row.model && other.processor == row.processor;
    });
    return alike == rows.end() ? row : *alike;
}

/// The columns of every table of some rows, for a table of the rows with energies in `unit`. The last column says why
/// rows have no figures, if there are such rows.
std::vector<ColumnOf<SavingsRow>> columns_of(const std::vector<SavingsRow>& rows, const std::vector<std::string>& own,
                                             const std::string& unit)
{
    std::vector<ColumnOf<SavingsRow>> columns = savings_columns(rows, own, unit);
    const auto has_failed = [](const SavingsRow& row) { return row.error.has_value(); };
    if (std::any_of(rows.begin(), rows.end(), has_failed)) {
        columns.push_back(member_column<SavingsRow>(&SavingsRow::error, ""));
    }
    return columns;
}

void add_once(Table& table, const std::string& note)
{
    if (std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end()) table.notes.push_back(note);
}

/// Adds the meaning of the star, and the notes of the rows.
void add_marks(Table& table, const std::vector<SavingsRow>& rows)
{
    if (std::any_of(rows.begin(), rows.end(), [](const SavingsRow& row) { return !row.assumed.empty(); })) {
        table.notes.emplace_back(
            "* some figures are assumptions, not published: the configuration and the JSON list them");
    }
    for (const SavingsRow& row : rows) {
        for (const std::string& note : row.notes) add_once(table, row.processor + ": " + note);
    }
}

/// The cells of a bound, in the columns for which it has a figure.
std::vector<Cell> bound_cells(const BoundRow& bound, const Table& table)
{
    const std::vector<ColumnOf<BoundRow>> known = all_columns<BoundRow>("");
    std::vector<Cell> cells;
    for (const report::Column& column : table.columns) {
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&](const auto& of_bound) { return of_bound.column.key == column.key; });
        if (column.key == "schedule")
            cells.emplace_back("bound");
        else
            cells.push_back(found == known.end() ? Cell() : cell_of(found->value(bound)));
    }
    return cells;
}

/// Adds the bound below the schedules of its model and processor; returns true if there is any.
bool add_bounds(Table& table, const std::vector<BoundRow>& bounds, const std::vector<SavingsRow>& rows)
{
    std::vector<std::vector<Cell>> cells;
    bool any = false;
    const auto same_group = [](const auto& a, const auto& b) {
        return a.model == b.model && a.processor == b.processor;
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        cells.push_back(std::move(table.rows[i]));
        if (i + 1 < rows.size() && same_group(rows[i], rows[i + 1])) continue;
        const auto bound = std::find_if(bounds.begin(), bounds.end(),
                                        [&](const BoundRow& candidate) { return same_group(candidate, rows[i]); });
        if (bound == bounds.end()) continue;
        cells.push_back(bound_cells(*bound, table));
        mark_row(table, cells.back(), row_with_marks(rows, rows[i]));  // all names of a group get the same marks
        any = true;
    }
    table.rows = std::move(cells);
    return any;
}

/// The title, with the unit if there are several units.
std::string titled(const std::string& title, const std::vector<std::vector<SavingsRow>>& groups,
                   const std::vector<SavingsRow>& group)
{
    return groups.size() == 1 ? title : fmt::format("{}, energies in {}", title, units_of(group).front());
}

/// The savings table of `rows`, which are those of `all` with one unit, with their marks.
Table savings_table(const std::string& title, const std::vector<SavingsRow>& all,
                    const std::vector<std::vector<SavingsRow>>& groups, const std::vector<SavingsRow>& rows,
                    const std::vector<std::string>& own)
{
    Table table = table_of(titled(title, groups, rows), columns_of(all, own, units_of(rows).front()), rows);
    mark_assumed(table, rows);
    table.name = groups.size() == 1 ? "savings" : report::name_of({"savings " + units_of(rows).front(), {}, {}, {}});
    table.terminal = hints(own);
    return table;
}

}  // namespace

void mark_assumed(Table& table, const std::vector<SavingsRow>& rows)
{
    for (std::size_t i = 0; i < rows.size(); ++i) mark_row(table, table.rows[i], row_with_marks(rows, rows[i]));
}

std::vector<Table> comparison_tables(const ComparisonResult& comparison)
{
    const std::string& baseline = comparison.baseline;
    const RunResult* const first = comparison.runs.empty() ? nullptr : &comparison.runs.front();
    const std::uint64_t batch = first == nullptr ? 1 : first->batch;
    const std::vector<SavingsRow> all{comparison.rows.begin(), comparison.rows.end()};
    const std::vector<std::vector<SavingsRow>> groups = by_unit(all);
    std::vector<Table> tables;
    for (const std::vector<SavingsRow>& rows : groups) {
        Table& table = tables.emplace_back(savings_table("Savings over " + baseline, all, groups, rows, {}));
        const bool has_bounds = add_bounds(table, comparison.bounds, rows);
        table.notes.push_back(fmt::format("energy and time of one training step on {}; E is a row's energy",
                                          batch == 1 ? "one sample" : fmt::format("a batch of {} samples", batch)));
        table.notes.emplace_back("peak: bytes that tensors take, all of them live for the whole step");
        if (first != nullptr && first->precision != "fp32") {
            table.notes.push_back("precision " + first->precision_text());
        }
        table.notes.push_back(fmt::format("ratio = E({0}) / E; saving x = ratio - 1; saving % = 100 (1 - E / E({0})); "
                                          "access ratio = operand accesses of {0} / those of the row",
                                          baseline));
        if (has_bounds) {
            table.notes.emplace_back("bound: no schedule that ends a layer's forward pass before its backward pass "
                                     "takes fewer cycles or moves fewer weights off chip");
        }
        add_marks(table, rows);
    }
    return tables;
}

std::vector<Table> stored_tables(const StoredResult& stored)
{
    const std::vector<std::vector<SavingsRow>> groups = by_unit(stored.rows);
    std::vector<Table> tables;
    for (const std::vector<SavingsRow>& rows : groups) {
        Table& table = tables.emplace_back(savings_table("Savings", stored.rows, groups, rows, stored.columns));
        if (!rows.empty() && rows.front().ranges) {
            table.notes.emplace_back("low and high: the smallest and the largest saving x while every figure of the "
                                     "cost table stays in its range, with equal figures for both energies; the "
                                     "energies of a DRAM by its datasheet count as figures");
        }
        table.notes.emplace_back("energy and time of one training step; E is a row's energy, E0 the energy of the "
                                 "baseline row that differs from it only in the schedule");
        table.notes.emplace_back("ratio = E0 / E; saving x = ratio - 1; saving % = 100 (1 - E / E0); access ratio = "
                                 "operand accesses of the baseline / those of the row");
        add_marks(table, rows);
    }
    return tables;
}

}  // namespace deltasim::experiment
