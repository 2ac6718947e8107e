// SPDX-License-Identifier: MIT
#include "experiment/tables/result_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "experiment/results/each_part.hpp"
#include "experiment/tables/run_columns.hpp"
#include "experiment/tables/time_tables.hpp"
#include "report/readable.hpp"

namespace deltasim::experiment
{

namespace
{

using report::Cell;
using report::NumberStyle;
using report::Table;

Table summary_table(const RunResult& run)
{
    const std::string& unit = run.energy_unit;
    std::vector<ColumnOf<RunResult>> columns = member_columns<RunResult>(unit, &RunResult::model, &RunResult::processor,
                                                                         &RunResult::costs, &RunResult::schedule);
    if (run.precision != "fp32") {
        ColumnOf<RunResult> precision = member_column<RunResult>(&RunResult::precision, unit);
        precision.value = [](const RunResult& shown) -> Scalar { return shown.precision_text(); };
        columns.push_back(precision);
    }
    for (auto& column :
         member_columns<RunResult>(unit, &RunResult::classes, &RunResult::batch, &RunResult::optimizer)) {
        columns.push_back(std::move(column));
    }
    columns.push_back(
        {{"energy_pj", "energy", unit, {}}, [](const RunResult& shown) -> Scalar { return shown.energy_pj.total; }});
    columns.push_back(member_column<RunResult>(&RunResult::operand_energy_pj, unit));
    for (auto& column : member_columns<RunResult>(unit, &RunResult::cycles, &RunResult::seconds)) {
        columns.push_back(std::move(column));
    }
    const RunFigures figures = run_figures(run);
    const std::vector<RunResult> rows{run};
    add_sample_columns<RunResult>(columns, rows, unit, [&](const RunResult&) { return &figures; });
    columns.push_back(
        {{"assumed", "assumed", "", {}, report::ColumnUse::for_programs}, [](const RunResult& shown) -> Scalar {
             const std::string keys = fmt::format("{}", fmt::join(shown.assumed, " "));
             return keys.empty() ? Scalar() : Scalar(keys);
         }});
    Table table = table_of("Run", columns, rows);
    table.terminal.most_wanted = {"model", "processor", "schedule", "energy_pj", "seconds", "cycles"};
    table.notes = run.notes;
    add_assumed(table, run.assumed);
    return table;
}

/// Energies by phase and layer; their sum is the energy of the run.
Table phase_energy_table(const RunResult& run)
{
    Table table = table_of("Energy by phase and layer", phase_energy_columns(run.energy_unit, run.energy_by_phase),
                           run.energy_by_phase);
    if (!run.energy_by_phase.empty() && !run.energy_by_phase.back().phase) {
        table.notes.emplace_back(
            "the last row is for what no phase alone causes: refreshes, and rows that a DRAM opens and closes");
    }
    return table;
}

/// One row for each part, with its name and its energy.
Table energy_table(const RunResult& run)
{
    const double total = run.energy_pj.total;
    Table table{"Energy",
                {{"part", "part", "", {}},
                 {"energy_pj", "energy", run.energy_unit, {}},
                 {"share_percent", "share", "", NumberStyle::percent}},
                {},
                {}};
    const auto add = [&](const std::string& part, double energy) {
        table.rows.push_back({part, energy, total > 0.0 ? Cell(100.0 * energy / total) : Cell()});
    };
    add("total", total);
    each_part(run.energy_pj, add);
    return table;
}

Table operands_table(const RunResult& run)
{
    return table_of("Operand accesses, in words", all_columns<OperandRow>(run.energy_unit), run.operands);
}

/// A row of the table of memories: a memory, or a tensor in it.
struct MemoryRow {
    const MemoryResult* memory = nullptr;
    const TensorAccesses* tensor = nullptr;  ///< null: all tensors
    double MemoryResult::*upkeep = nullptr;  ///< or what the memory takes beside its accesses
};

/// A column that memories and their tensors have, and one that only memories have.
template <class OfMemory, class OfTensor>
ColumnOf<MemoryRow> column_of_both(OfMemory of_memory, OfTensor of_tensor, const std::string& unit)
{
    const auto memory = member_column<MemoryResult>(of_memory, unit);
    const auto tensor = member_column<TensorAccesses>(of_tensor, unit);
    return {tensor.column, [memory = memory.value, tensor = tensor.value](const MemoryRow& row) {
                if (row.upkeep != nullptr) return Scalar();
                return row.tensor == nullptr ? memory(*row.memory) : tensor(*row.tensor);
            }};
}

template <class OfMemory>
ColumnOf<MemoryRow> column_of_memory(OfMemory of_memory, const std::string& unit, bool also_of_tensors = false)
{
    const auto memory = member_column<MemoryResult>(of_memory, unit);
    return {memory.column, [memory = memory.value, also_of_tensors](const MemoryRow& row) {
                const bool is_all = row.tensor == nullptr && row.upkeep == nullptr;
                return is_all || also_of_tensors ? memory(*row.memory) : Scalar();
            }};
}

Table memories_table(const RunResult& run)
{
    std::vector<MemoryRow> rows;
    for (const MemoryResult& memory : run.memories) {
        rows.push_back({&memory, nullptr});
        for (const TensorAccesses& tensor : memory.by_tensor) rows.push_back({&memory, &tensor});
        for (const auto upkeep : {&MemoryResult::rows_pj, &MemoryResult::refresh_pj}) {
            if (memory.*upkeep > 0.0) rows.push_back({&memory, nullptr, upkeep});
        }
    }
    const std::string& unit = run.energy_unit;
    ColumnOf<MemoryRow> tensor = {{"tensor", "tensor", "", {}}, [](const MemoryRow& row) -> Scalar {
                                      if (row.upkeep == &MemoryResult::rows_pj) return "rows";
                                      if (row.upkeep != nullptr) return "refresh";
                                      return row.tensor == nullptr ? "all" : scalar_of(row.tensor->tensor);
                                  }};
    ColumnOf<MemoryRow> energy = column_of_both(&MemoryResult::energy_pj, &TensorAccesses::energy_pj, unit);
    energy.value = [of_accesses = energy.value](const MemoryRow& row) -> Scalar {
        return row.upkeep == nullptr ? of_accesses(row) : Scalar(row.memory->*row.upkeep);
    };
    const std::vector<ColumnOf<MemoryRow>> columns{
        column_of_memory(&MemoryResult::name, unit, true),
        column_of_memory(&MemoryResult::level, unit, true),
        tensor,
        column_of_both(&MemoryResult::reads, &TensorAccesses::reads, unit),
        column_of_both(&MemoryResult::writes, &TensorAccesses::writes, unit),
        column_of_memory(&MemoryResult::bits_read, unit),
        column_of_memory(&MemoryResult::bits_written, unit),
        column_of_memory(&MemoryResult::queued_cycles, unit),
        energy,
        column_of_both(&MemoryResult::peak_bytes, &TensorAccesses::bytes, unit),
        column_of_memory(&MemoryResult::capacity_bytes, unit)};
    Table table = table_of("Memory accesses", columns, rows);
    table.terminal.most_wanted = {"name", "tensor", "reads", "writes", "energy_pj"};
    return table;
}

/// For cores with instructions: what these take.
Table cores_table(const std::vector<CoreRow>& cores)
{
    Table table = table_of("Instructions of a core", all_columns<CoreRow>(""), cores);
    table.notes.emplace_back("of the core with the most to do; they add up to the time for which it is busy, but for "
                             "places that nothing fits");
    return table;
}

/// For a processor that skips zeros: what it skipped.
Table skip_table(const SkipFigures& skip)
{
    Table table = table_of("Skipped zeros", all_columns<SkipRow>(""), skip.phases);
    table.notes.push_back(fmt::format("together: {} tests of words against 0, {} steps passed over, {} operand "
                                      "accesses that were needless. Steps and "
                                      "words are not in the other tables",
                                      report::readable(skip.tests), report::readable(skip.passed_steps),
                                      report::readable(skip.skipped_words)));
    return table;
}

/// For a run in other precisions than fp32, also the operations in each precision.
Table operations_table(const RunResult& run)
{
    Table table{"Operations", {{"operation", "operation", "", {}}, {"count", "count", "", {}}}, {}, {}};
    for (std::size_t i = 0; i < operation_count; ++i) {
        table.rows.push_back({std::string(operation_names[i]), run.operations.values[i]});
    }
    if (run.precision == "fp32") return table;
    for (const auto& [precision, operations] : run.operations_by_precision.entries) {
        table.columns.push_back({precision, precision, "", {}});
        for (std::size_t i = 0; i < operation_count; ++i) table.rows[i].emplace_back(operations.values[i]);
    }
    return table;
}

}  // namespace

std::vector<ColumnOf<PhaseEnergyRow>> phase_energy_columns(const std::string& unit,
                                                           const std::vector<PhaseEnergyRow>& rows)
{
    std::vector<ColumnOf<PhaseEnergyRow>> columns = all_columns<PhaseEnergyRow>(unit);
    const bool any =
        std::any_of(rows.begin(), rows.end(), [](const PhaseEnergyRow& row) { return row.cores.has_value(); });
    if (!any) std::erase_if(columns, [](const auto& column) { return column.column.key == "cores"; });
    return columns;
}

void add_assumed(Table& table, const std::vector<std::string>& assumed)
{
    if (assumed.empty()) return;
    table.notes.push_back(fmt::format("assumed, not published: {}", fmt::join(assumed, ", ")));
}

Table dram_energy_table(const DramEnergyParts& energy, const std::string& unit)
{
    Table table{"DRAM energy, formula " + energy.formula,
                {{"kind", "kind", "", {}}, {"energy_pj", "energy", unit, {}}},
                {},
                {}};
    std::vector<const std::pair<std::string, DramEnergyKinds>*> rails;
    if (energy.rails.entries.size() > 1) {
        for (const auto& rail : energy.rails.entries) rails.push_back(&rail);
    }
    for (const auto* rail : rails) table.columns.push_back({rail->first, rail->first, unit, {}});
    const std::vector<Cell> no_rails(rails.size());
    const auto add = [&](std::vector<Cell> row, const std::vector<Cell>& by_rail) {
        row.insert(row.end(), by_rail.begin(), by_rail.end());
        table.rows.push_back(std::move(row));
    };
    add({"total", energy.total}, no_rails);
    for (std::size_t kind = 0; kind < energy::dram_energy_kind_names.size(); ++kind) {
        if (!energy.by_kind.values[kind]) continue;
        std::vector<Cell> by_rail;
        for (const auto* rail : rails) by_rail.emplace_back(rail->second.values[kind].value_or(0.0));
        add({std::string(energy::dram_energy_kind_names[kind]), *energy.by_kind.values[kind]}, by_rail);
    }
    if (energy.interface) add({"interface", *energy.interface}, no_rails);
    return table;
}

Table dram_commands_table(const DramCommands& commands, const std::vector<ColumnOf<DramCommands>>& shown)
{
    Table table{"DRAM", {{"command", "command", "", {}}, {"count", "count", "", {}}}, {}, {}};
    for (const ColumnOf<DramCommands>& count : shown) {
        const Scalar value = count.value(commands);
        if (!std::holds_alternative<std::monostate>(value)) table.rows.push_back({count.column.key, cell_of(value)});
    }
    return table;
}

Table dram_places_table(const std::string& title, const std::vector<DramPlace>& places)
{
    std::vector<ColumnOf<DramPlace>> columns = member_columns<DramPlace>("", &DramPlace::channel, &DramPlace::rank);
    if (!places.empty() && places.front().bank) {
        columns.push_back(member_column<DramPlace>(&DramPlace::bank_group, ""));
        columns.push_back(member_column<DramPlace>(&DramPlace::bank, ""));
    }
    for (const auto& column : member_columns<DramPlace>("", &DramPlace::reads, &DramPlace::writes, &DramPlace::row_hits,
                                                        &DramPlace::row_misses, &DramPlace::row_conflicts,
                                                        &DramPlace::activates, &DramPlace::precharges)) {
        columns.push_back(column);
    }
    std::vector<DramPlace> used;
    std::copy_if(places.begin(), places.end(), std::back_inserter(used),
                 [](const DramPlace& place) { return place.reads + place.writes > 0; });
    return table_of("DRAM by " + title, columns, used);
}

std::vector<Table> run_tables(const RunResult& run)
{
    std::vector<Table> tables{summary_table(run), energy_table(run), phase_energy_table(run),
                              time_table(run.time_cycles.time), phases_table(run.time_cycles.phases)};
    if (run.dram_energy_pj) tables.push_back(dram_energy_table(*run.dram_energy_pj, run.energy_unit));
    tables.insert(tables.end(), {operands_table(run), memories_table(run),
                                 dram_commands_table(run.dram, all_columns<DramCommands>("")), operations_table(run)});
    if (run.skip) tables.push_back(skip_table(*run.skip));
    if (run.cores) tables.push_back(cores_table(*run.cores));
    if (run.dram.places.by_rank.size() > 1) tables.push_back(dram_places_table("rank", run.dram.places.by_rank));
    return tables;
}

}  // namespace deltasim::experiment
