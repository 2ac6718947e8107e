// SPDX-License-Identifier: MIT
#include "experiment/result_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace deltasim
{

namespace
{

Cell cell(const Json& value)
{
    if (value.is_null()) return std::monostate{};
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    if (value.is_number_integer()) return static_cast<std::uint64_t>(value.get<std::int64_t>());
    return value.get<double>();
}

/// The unit of every energy of a run.
std::string energy_unit(const Json& run) { return run["energy_unit"].get<std::string>(); }

bool is_fp32(const Json& run) { return run["precision"] == "fp32"; }

std::string precision_text(const Json& run)
{
    return run["precision"].get<std::string>() + (run["master_weights"].get<bool>() ? ", master weights" : "");
}

/// Says which figures are assumptions, if any.
void add_assumed(Table& table, const Json& assumed)
{
    if (assumed.empty()) return;
    std::string list;
    for (const Json& key : assumed) list += (list.empty() ? "" : ", ") + key.get<std::string>();
    table.notes.push_back("assumed, not published: " + list);
}

Table summary_table(const Json& run)
{
    Json row = run;
    row["energy_pj"] = run["energy_pj"]["total"];
    row["precision"] = precision_text(run);
    std::vector<Column> columns{{"model", "model", "", {}},
                                {"processor", "processor", "", {}},
                                {"costs", "costs", "", {}},
                                {"schedule", "schedule", "", {}},
                                {"precision", "precision", "", {}},
                                {"classes", "classes", "", {}},
                                {"batch", "batch", "", {}},
                                {"optimizer", "optimizer", "", {}},
                                {"energy_pj", "energy", energy_unit(run), {}},
                                {"cycles", "cycles", "", {}},
                                {"seconds", "time", "s", {}}};
    if (is_fp32(run)) std::erase_if(columns, [](const Column& column) { return column.key == "precision"; });
    Table table = table_of("Run", columns, Json::array({row}));
    for (const Json& note : run["notes"]) table.notes.push_back(note.get<std::string>());
    add_assumed(table, run["assumed"]);
    return table;
}

Table energy_table(const Json& run)
{
    const double total = run["energy_pj"]["total"];
    Json rows = Json::array();
    for (const auto& [part, energy] : run["energy_pj"].items()) {
        const Json share = total > 0.0 ? Json(100.0 * energy.get<double>() / total) : Json();
        rows.push_back({{"part", part}, {"energy_pj", energy}, {"share_percent", share}});
    }
    return table_of("Energy",
                    {{"part", "part", "", {}},
                     {"energy_pj", "energy", energy_unit(run), {}},
                     {"share_percent", "share", "", NumberStyle::percent}},
                    rows);
}

/// By kind, and where there are several rails by each of them.
Table dram_energy_table(const Json& energy, const std::string& unit)
{
    std::vector<Column> columns{{"kind", "kind", "", {}}, {"energy_pj", "energy", unit, {}}};
    if (energy["rails"].size() > 1) {
        for (const auto& [rail, by_kind] : energy["rails"].items()) columns.push_back({rail, rail, unit, {}});
    }
    Json rows = Json::array();
    for (const auto& [kind, picojoules] : energy.items()) {
        if (!picojoules.is_number()) continue;
        Json row{{"kind", kind}, {"energy_pj", picojoules}};
        for (const auto& [rail, by_kind] : energy["rails"].items()) {
            if (by_kind.contains(kind)) row[rail] = by_kind[kind];
        }
        rows.push_back(row);
    }
    return table_of("DRAM energy, formula " + energy["formula"].get<std::string>(), columns, rows);
}

Table operands_table(const Json& run)
{
    return table_of("Operand accesses, in words",
                    {{"phase", "phase", "", {}},
                     {"layer", "layer", "", {}},
                     {"tensor", "tensor", "", {}},
                     {"reads", "reads", "", {}},
                     {"writes", "writes", "", {}}},
                    run["operands"]);
}

Table memories_table(const Json& run)
{
    Json rows = Json::array();
    for (const Json& memory : run["memories"]) {
        Json row = memory;
        row["tensor"] = "all";
        rows.push_back(row);
        for (Json by_tensor : memory["by_tensor"]) {
            by_tensor["name"] = memory["name"];
            by_tensor["level"] = memory["level"];
            rows.push_back(by_tensor);
        }
    }
    return table_of("Memory accesses",
                    {{"name", "memory", "", {}},
                     {"level", "level", "", {}},
                     {"tensor", "tensor", "", {}},
                     {"reads", "reads", "", {}},
                     {"writes", "writes", "", {}},
                     {"bits_read", "bits read", "", {}},
                     {"bits_written", "bits written", "", {}},
                     {"queued_cycles", "queued", "cycles", {}}},
                    rows);
}

/// One row a member of a JSON object of counts.
Table counts_table(const std::string& title, const std::string& name, const Json& counts)
{
    Json rows = Json::array();
    for (const auto& [key, count] : counts.items()) rows.push_back({{name, key}, {"count", count}});
    return table_of(title, {{name, name, "", {}}, {"count", "count", "", {}}}, rows);
}

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

/// Of a run in other precisions than fp32 also those in each.
Table operations_table(const Json& run)
{
    Table table = counts_table("Operations", "operation", run["operations"]);
    if (is_fp32(run)) return table;
    for (const auto& [precision, operations] : run["operations_by_precision"].items()) {
        table.columns.push_back({precision, precision, "", {}});
        auto row = table.rows.begin();
        for (const Json& count : operations) (row++)->push_back(cell(count));
    }
    return table;
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
Json shown_row(Json row)
{
    const Json accesses = row["memory_accesses"].is_null() ? Json::object() : row["memory_accesses"];
    for (const char* level : {"sram", "edram", "dram"}) {
        if (accesses.contains(level)) row[std::string(level) + "_accesses"] = accesses[level];
    }
    mark_assumed(row);
    return row;
}

/// `rows`: as shown_row() gives them; `own_columns` stand between what names a row and its figures.
Table savings_table(const std::string& title, const Json& rows, const std::string& unit,
                    const std::vector<Column>& own_columns)
{
    std::vector<Column> columns{{"model", "model", "", {}}, {"processor", "processor", "", {}}};
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
                                   {"ratio", "ratio", "", NumberStyle::fixed_three},
                                   {"saving_x", "saving x", "", NumberStyle::fixed_three},
                                   {"saving_percent", "saving", "", NumberStyle::percent},
                                   {"access_ratio", "access ratio", "", NumberStyle::fixed_three}});
    std::erase_if(columns, [&](const Column& column) {
        return column.key == "edram_accesses" &&
               std::none_of(rows.begin(), rows.end(), [&](const Json& row) { return row.contains(column.key); });
    });
    return table_of(title, columns, rows);
}

/// The columns of what a saving can be, beside it.
void add_intervals(Table& table, const Json& rows)
{
    const auto saving = std::find_if(table.columns.begin(), table.columns.end(),
                                     [](const Column& column) { return column.key == "saving_x"; });
    const std::ptrdiff_t place = saving - table.columns.begin() + 1;
    const std::vector<Column> added{{"saving_x_low", "low", "", NumberStyle::fixed_three},
                                    {"saving_x_high", "high", "", NumberStyle::fixed_three}};
    table.columns.insert(table.columns.begin() + place, added.begin(), added.end());
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const std::vector<Cell> cells{cell(rows[i]["saving_x_low"]), cell(rows[i]["saving_x_high"])};
        table.rows[i].insert(table.rows[i].begin() + place, cells.begin(), cells.end());
    }
    table.notes.push_back(
        "low and high: the least and the largest saving x while every figure of the costs stays in its "
        "range, the same for both energies; a DRAM's energies by datasheet count as figures");
}

void add_once(Table& table, const std::string& note)
{
    if (std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end()) table.notes.push_back(note);
}

/// What the star means, the notes of the runs, and why some rows have no figures.
void add_marks(Table& table, const Json& rows, const Json& runs)
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
    for (const Json& row : rows) {
        if (!row["error"].is_null()) table.notes.push_back("error: " + row["error"].get<std::string>());
    }
}

}  // namespace

Table table_of(const std::string& title, const std::vector<Column>& columns, const Json& rows)
{
    Table table{title, columns, {}, {}};
    for (const Json& row : rows) {
        std::vector<Cell>& cells = table.rows.emplace_back();
        for (const Column& column : columns) {
            cells.push_back(row.contains(column.key) ? cell(row[column.key]) : Cell{});
        }
    }
    return table;
}

std::vector<Table> run_tables(const Json& run)
{
    std::vector<Table> tables{summary_table(run), energy_table(run)};
    if (run.contains("dram_energy_pj")) tables.push_back(dram_energy_table(run["dram_energy_pj"], energy_unit(run)));
    tables.insert(tables.end(), {operands_table(run), memories_table(run), counts_table("DRAM", "command", run["dram"]),
                                 operations_table(run)});
    return tables;
}

std::vector<Table> replay_tables(const Json& replay)
{
    Json commands = Json::object();
    for (const char* key :
         {"activates", "precharges", "reads", "writes", "refreshes", "bank_refreshes", "row_hits", "row_misses"}) {
        commands[key] = replay[key];
    }
    std::vector<Table> tables{table_of("Replay",
                                       {{"dram", "DRAM", "", {}},
                                        {"mapping", "mapping", "", {}},
                                        {"page", "page", "", {}},
                                        {"refresh", "refresh", "", {}},
                                        {"requests", "requests", "", {}},
                                        {"cycles", "cycles", "", {}},
                                        {"seconds", "time", "s", {}},
                                        {"bandwidth", "bandwidth", "GB/s", {}}},
                                       Json::array({replay})),
                              table_of("Latency",
                                       {{"average", "average", "cycles", {}},
                                        {"minimum", "minimum", "cycles", {}},
                                        {"maximum", "maximum", "cycles", {}}},
                                       Json::array({replay["latency"]})),
                              counts_table("DRAM", "command", commands)};
    add_assumed(tables.front(), replay["assumed"]);
    if (replay["energy_pj"].is_null()) {
        tables.front().notes.push_back("no energy: the device has no currents_ma");
    } else {
        tables.push_back(dram_energy_table(replay["energy_pj"], "pJ"));
    }
    return tables;
}

std::vector<Table> comparison_tables(const Json& comparison)
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
    Table table = savings_table("Savings over " + baseline, rows, common_unit(comparison["runs"]), {});
    const std::uint64_t batch =
        comparison["runs"].empty() ? 1 : comparison["runs"].front()["batch"].get<std::uint64_t>();
    table.notes.push_back(fmt::format("energy and time of one training step on {}; E is a row's energy",
                                      batch == 1 ? "one sample" : fmt::format("a batch of {} samples", batch)));
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
    return {table};
}

std::vector<Table> stored_tables(const Json& stored)
{
    const Json& rows = stored["rows"];
    std::vector<Column> columns;
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
    Table table = savings_table("Savings", shown, common_unit(finished), columns);
    if (!rows.empty() && rows.front().contains("saving_x_low")) add_intervals(table, rows);
    table.notes.push_back(
        "energy and time of one training step; E is a row's energy, E0 that of the baseline among the "
        "rows that differ in nothing but the schedule");
    table.notes.push_back("ratio = E0 / E; saving x = ratio - 1; saving % = 100 (1 - E / E0); access ratio = operand "
                          "accesses of the baseline / those of the row");
    add_marks(table, rows, finished);
    return {table};
}

}  // namespace deltasim
