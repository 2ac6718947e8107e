// SPDX-License-Identifier: MIT
#include "experiment/tables/result_tables.hpp"

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

/// Says which figures are assumptions, if any.
void add_assumed(report::Table& table, const Json& assumed)
{
    if (assumed.empty()) return;
    std::string list;
    for (const Json& key : assumed) list += (list.empty() ? "" : ", ") + key.get<std::string>();
    table.notes.push_back("assumed, not published: " + list);
}

report::Table summary_table(const Json& run)
{
    Json row = run;
    row["energy_pj"] = run["energy_pj"]["total"];
    add_epoch_cells(row);
    row["precision"] = precision_text(run);
    std::vector<report::Column> columns{{"model", "model", "", {}},
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
    if (is_fp32(run)) std::erase_if(columns, [](const report::Column& column) { return column.key == "precision"; });
    const Json rows = Json::array({row});
    add_sample_columns(columns, rows, energy_unit(run));
    report::Table table = table_of("Run", columns, rows);
    for (const Json& note : run["notes"]) table.notes.push_back(note.get<std::string>());
    add_assumed(table, run["assumed"]);
    return table;
}

report::Table energy_table(const Json& run)
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
                     {"share_percent", "share", "", report::NumberStyle::percent}},
                    rows);
}

/// By kind, and where there are several rails by each of them.
report::Table dram_energy_table(const Json& energy, const std::string& unit)
{
    std::vector<report::Column> columns{{"kind", "kind", "", {}}, {"energy_pj", "energy", unit, {}}};
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

report::Table operands_table(const Json& run)
{
    return table_of("Operand accesses, in words",
                    {{"phase", "phase", "", {}},
                     {"layer", "layer", "", {}},
                     {"tensor", "tensor", "", {}},
                     {"reads", "reads", "", {}},
                     {"writes", "writes", "", {}}},
                    run["operands"]);
}

report::Table memories_table(const Json& run)
{
    Json rows = Json::array();
    for (const Json& memory : run["memories"]) {
        Json row = memory;
        row["tensor"] = "all";
        row["bytes"] = memory["peak_bytes"];
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
                     {"queued_cycles", "queued", "cycles", {}},
                     {"energy_pj", "energy", energy_unit(run), {}},
                     {"bytes", "peak", "B", {}},
                     {"capacity_bytes", "capacity", "B", {}}},
                    rows);
}

/// One row a member of a JSON object of counts.
report::Table counts_table(const std::string& title, const std::string& name, const Json& counts)
{
    Json rows = Json::array();
    for (const auto& [key, count] : counts.items()) rows.push_back({{name, key}, {"count", count}});
    return table_of(title, {{name, name, "", {}}, {"count", "count", "", {}}}, rows);
}

/// Of a run in other precisions than fp32 also those in each.
report::Table operations_table(const Json& run)
{
    report::Table table = counts_table("Operations", "operation", run["operations"]);
    if (is_fp32(run)) return table;
    for (const auto& [precision, operations] : run["operations_by_precision"].items()) {
        table.columns.push_back({precision, precision, "", {}});
        auto row = table.rows.begin();
        for (const Json& count : operations) (row++)->push_back(cell_of(count));
    }
    return table;
}

}  // namespace

std::vector<report::Table> run_tables(const Json& run)
{
    std::vector<report::Table> tables{summary_table(run), energy_table(run), time_table(run["time_cycles"]),
                                      phases_table(run["time_cycles"])};
    if (run.contains("dram_energy_pj")) tables.push_back(dram_energy_table(run["dram_energy_pj"], energy_unit(run)));
    tables.insert(tables.end(), {operands_table(run), memories_table(run), counts_table("DRAM", "command", run["dram"]),
                                 operations_table(run)});
    return tables;
}

std::vector<report::Table> replay_tables(const Json& replay)
{
    Json commands = Json::object();
    for (const char* key :
         {"activates", "precharges", "reads", "writes", "refreshes", "bank_refreshes", "row_hits", "row_misses"}) {
        commands[key] = replay[key];
    }
    std::vector<report::Table> tables{table_of("Replay",
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

}  // namespace deltasim::experiment
