// SPDX-License-Identifier: MIT
#include "experiment/tables/savings_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "experiment/tables/json_table.hpp"
#include "experiment/tables/run_columns.hpp"
#include "experiment/tables/time_tables.hpp"

namespace deltasim::experiment
{

namespace
{

bool same_group(const Json& a, const Json& b) { return a["model"] == b["model"] && a["processor"] == b["processor"]; }

/// Whether the rows before `end` are the last of their model and processor.
bool ends_group(const Json& rows, std::size_t end)
{
    return end == rows.size() || !same_group(rows[end - 1], rows[end]);
}

/// The bound of a row's model and processor, or null.
Json bound_of(const Json& comparison, const Json& row)
{
    if (!comparison.contains("bounds")) return nullptr;
    for (const Json& bound : comparison["bounds"]) {
        if (same_group(bound, row)) return bound;
    }
    return nullptr;
}

bool any_assumed(const Json& row) { return !row["assumed"].empty(); }

/// A star at the model whose own figures are assumptions, and at the processor where its or its costs' are.
void mark_assumed(Json& row)
{
    bool of_model = false;
    bool of_processor = false;
    for (const Json& key : row["assumed"]) {
        (key.get<std::string>().starts_with("model.") ? of_model : of_processor) = true;
    }
    if (of_model) row["model"] = row["model"].get<std::string>() + " *";
    if (of_processor) row["processor"] = row["processor"].get<std::string>() + " *";
}

/// The unit of the energies of all, or none where they differ: their notes say it then.
std::string common_unit(const Json& runs)
{
    std::string unit = runs.empty() ? "pJ" : energy_unit(runs.front());
    for (const Json& run : runs) {
        if (energy_unit(run) != unit) unit.clear();
    }
    return unit;
}

/// A row as tables show it.
Json shown_row(const Json& given)
{
    Json row = with_table_keys(given);
    mark_assumed(row);
    return row;
}

/// `rows`: as shown_row() gives them; `own_columns` stand between what names a row and its figures, `last_columns`
/// after these.
report::Table savings_table(const std::string& title, const Json& rows, const std::string& unit,
                            const std::vector<report::Column>& own_columns,
                            const std::vector<report::Column>& last_columns)
{
    std::vector<report::Column> columns{{"model", "model", "", {}}, {"processor", "processor", "", {}}};
    columns.insert(columns.end(), own_columns.begin(), own_columns.end());
    columns.insert(columns.end(), {{"schedule", "schedule", "", {}},
                                   {"energy_pj", "energy", unit, {}},
                                   {"cycles", "cycles", "", {}},
                                   {"seconds", "time", "s", {}},
                                   {"operand_accesses", "operand accesses", "", {}},
                                   {"sram_accesses", "SRAM accesses", "", {}},
                                   {"edram_accesses", "eDRAM accesses", "", {}},
                                   {"dram_accesses", "DRAM accesses", "", {}},
                                   {"off_chip_weight_bytes", "weights off chip", "B", {}},
                                   {"ratio", "ratio", "", report::NumberStyle::fixed_three},
                                   {"saving_x", "saving x", "", report::NumberStyle::fixed_three},
                                   {"saving_percent", "saving", "", report::NumberStyle::percent},
                                   {"access_ratio", "access ratio", "", report::NumberStyle::fixed_three},
                                   {"sram_bytes", "SRAM peak", "B", {}},
                                   {"edram_bytes", "eDRAM peak", "B", {}},
                                   {"dram_bytes", "DRAM peak", "B", {}}});
    add_sample_columns(columns, rows, unit);
    columns.push_back({"largest_causes", "where the time goes", "", {}});
    columns.insert(columns.end(), last_columns.begin(), last_columns.end());
    std::erase_if(columns, [&](const report::Column& column) {
        return column.key.starts_with("edram_") &&
               std::none_of(rows.begin(), rows.end(), [&](const Json& row) { return row.contains(column.key); });
    });
    return table_of(title, columns, rows);
}

/// The columns of what a saving can be, beside it.
void add_intervals(report::Table& table, const Json& rows)
{
    const auto saving = std::find_if(table.columns.begin(), table.columns.end(),
                                     [](const report::Column& column) { return column.key == "saving_x"; });
    const std::ptrdiff_t place = saving - table.columns.begin() + 1;
    const std::vector<report::Column> added{{"saving_x_low", "low", "", report::NumberStyle::fixed_three},
                                            {"saving_x_high", "high", "", report::NumberStyle::fixed_three}};
    table.columns.insert(table.columns.begin() + place, added.begin(), added.end());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const std::vector<report::Cell> cells{cell_of(rows[i]["saving_x_low"]), cell_of(rows[i]["saving_x_high"])};
        table.rows[i].insert(table.rows[i].begin() + place, cells.begin(), cells.end());
    }
    table.notes.push_back(
        "low and high: the least and the largest saving x while every figure of the costs stays in its "
        "range, the same for both energies; a DRAM's energies by datasheet count as figures");
}

void add_once(report::Table& table, const std::string& note)
{
    if (std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end()) table.notes.push_back(note);
}

/// What the star means, and the notes of the runs.
void add_marks(report::Table& table, const Json& rows, const Json& runs)
{
    if (std::any_of(rows.begin(), rows.end(), any_assumed)) {
        table.notes.push_back(
            "* some figures are assumptions, not published: the configuration and the JSON list them");
    }
    for (const Json& run : runs) {
        for (const Json& note : run["notes"]) {
            add_once(table, run["processor"].get<std::string>() + ": " + note.get<std::string>());
        }
    }
}

/// Why some rows have no figures.
void add_errors(report::Table& table, const Json& rows)
{
    for (const Json& row : rows) {
        if (row["error"].is_null()) continue;
        add_once(table, fmt::format("{} on {}: error: {}", row["model"].get<std::string>(),
                                    row["processor"].get<std::string>(), row["error"].get<std::string>()));
    }
}

}  // namespace

Json with_table_keys(Json row)
{
    const Json accesses = row["memory_accesses"].is_null() ? Json::object() : row["memory_accesses"];
    for (const char* level : {"sram", "edram", "dram"}) {
        if (!accesses.contains(level)) continue;
        row[std::string(level) + "_accesses"] = accesses[level];
        row[std::string(level) + "_bytes"] = row["peak_bytes"][level];
    }
    if (!row["time_cycles"].is_null()) row["largest_causes"] = largest_causes(row["time_cycles"]);
    add_epoch_cells(row);
    return row;
}

std::vector<report::Table> comparison_tables(const Json& comparison)
{
    const std::string baseline = comparison["baseline"];
    Json rows = Json::array();
    std::size_t read = 0;
    for (const Json& given : comparison["rows"]) {
        rows.push_back(shown_row(given));
        const Json bound = ends_group(comparison["rows"], ++read) ? bound_of(comparison, given) : Json();
        if (bound.is_null()) continue;
        const Json processor = rows.back()["processor"];
        rows.push_back(bound);
        rows.back()["processor"] = processor;
        rows.back()["schedule"] = "bound";
    }
    report::Table table = savings_table("Savings over " + baseline, rows, common_unit(comparison["runs"]), {}, {});
    const std::uint64_t batch =
        comparison["runs"].empty() ? 1 : comparison["runs"].front()["batch"].get<std::uint64_t>();
    table.notes.push_back(fmt::format("energy and time of one training step on {}; E is a row's energy",
                                      batch == 1 ? "one sample" : fmt::format("a batch of {} samples", batch)));
    table.notes.push_back("peak: bytes that tensors take, all of them live for the whole step");
    if (!comparison["runs"].empty() && !is_fp32(comparison["runs"].front())) {
        table.notes.push_back("precision " + precision_text(comparison["runs"].front()));
    }
    table.notes.push_back(fmt::format("ratio = E({0}) / E; saving x = ratio - 1; saving % = 100 (1 - E / E({0})); "
                                      "access ratio = operand accesses of {0} / those of the row",
                                      baseline));
    if (rows.size() > read) {
        table.notes.emplace_back("bound: no schedule that ends a layer's forward pass before its backward pass takes "
                                 "fewer cycles or moves fewer weights off chip");
    }
    add_marks(table, comparison["rows"], comparison["runs"]);
    add_errors(table, comparison["rows"]);
    return {table};
}

std::vector<report::Table> stored_tables(const Json& stored)
{
    const Json& rows = stored["rows"];
    std::vector<report::Column> columns;
    const auto differs = [&](const char* key) {
        return std::any_of(rows.begin(), rows.end(), [&](const Json& row) { return row[key] != rows.front()[key]; });
    };
    if (differs("costs")) columns.push_back({"costs", "costs", "", {}});
    for (const Json& name : stored["columns"]) columns.push_back({name, name, "", {}});
    if (differs("baseline")) columns.push_back({"baseline", "baseline", "", {}});
    Json finished = Json::array();
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(finished),
                 [](const Json& row) { return row["error"].is_null(); });
    Json shown = Json::array();
    std::transform(rows.begin(), rows.end(), std::back_inserter(shown), shown_row);
    // Rows of a sweep are told apart by columns of their own, so that a note could not say whose an error is.
    std::vector<report::Column> errors;
    if (finished.size() < rows.size()) errors.push_back({"error", "error", "", {}});
    report::Table table = savings_table("Savings", shown, common_unit(finished), columns, errors);
    if (!rows.empty() && rows.front().contains("saving_x_low")) add_intervals(table, rows);
    table.notes.push_back(
        "energy and time of one training step; E is a row's energy, E0 that of the baseline among the "
        "rows that differ in nothing but the schedule");
    table.notes.push_back("ratio = E0 / E; saving x = ratio - 1; saving % = 100 (1 - E / E0); access ratio = operand "
                          "accesses of the baseline / those of the row");
    add_marks(table, rows, finished);
    return {table};
}

}  // namespace deltasim::experiment
