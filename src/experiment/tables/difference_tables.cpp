// SPDX-License-Identifier: MIT
#include "experiment/tables/difference_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiment/results/json_writer.hpp"
#include "experiment/results/run_differences.hpp"
#include "experiment/results/run_figures.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/time_tables.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

namespace deltasim::experiment
{

namespace
{

using report::Cell;
using report::Table;

std::string times_text(double from, double to)
{
    if (from <= 0.0 || to <= 0.0) return "";
    const bool less = to < from;
    return fmt::format(", {:.3g} times {}", less ? from / to : to / from, less ? "less" : "as much");
}

Table figures_table(const NamedRun& from, const NamedRun& to)
{
    const RunFigures of_from = run_figures(from.run);
    const RunFigures of_to = run_figures(to.run);
    const std::string& unit = from.run.energy_unit;
    Table table{fmt::format("{} against {}", to.name, from.name), {}, {}, {}};
    table.notes.push_back(fmt::format("Energy: {} instead of {}{}.", report::energy_text(to.run.energy_pj.total, unit),
                                      report::energy_text(from.run.energy_pj.total, unit),
                                      times_text(from.run.energy_pj.total, to.run.energy_pj.total)));
    table.notes.push_back(fmt::format("Time: {} instead of {}{}.", report::time_text(to.run.seconds),
                                      report::time_text(from.run.seconds),
                                      times_text(from.run.seconds, to.run.seconds)));
    for (const auto& [level, accesses] : of_to.memory_accesses.entries) {
        const std::uint64_t* const before = of_from.memory_accesses.find(level);
        table.notes.push_back(fmt::format("Accesses to {}: {} instead of {}.", level, report::readable(accesses),
                                          report::readable(before == nullptr ? std::uint64_t{0} : *before)));
    }
    return table;
}

Table energy_table(const NamedRun& from, const NamedRun& to)
{
    const auto columns = all_columns<EnergyDifference>(from.run.energy_unit);
    Table all = table_of("Where the energies differ, the largest first", columns, energy_differences(from.run, to.run));
    all.name = "energy";
    all.terminal.most_wanted = {"what", "from_pj", "to_pj", "change_pj"};
    return all;
}

Table causes_table(const NamedRun& from, const NamedRun& to)
{
    Table table{"Where the cycles go",
                {{"cause", "cause", "", {}}, {"from_cycles", from.name, "", {}}, {"to_cycles", to.name, "", {}}},
                {},
                {}};
    table.name = "time";
    for (std::size_t i = 0; i < time_cause_count; ++i) {
        table.rows.push_back({Cell(title_of_cause(time_cause_names[i])),
                              Cell(from.run.time_cycles.time.causes.values[i]),
                              Cell(to.run.time_cycles.time.causes.values[i])});
    }
    const auto difference = [](const std::vector<Cell>& row) {
        return std::abs(static_cast<double>(std::get<std::uint64_t>(row[1])) -
                        static_cast<double>(std::get<std::uint64_t>(row[2])));
    };
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [&](const auto& a, const auto& b) { return difference(a) > difference(b); });
    return table;
}

}  // namespace

std::vector<Table> difference_tables(const NamedRun& from, const NamedRun& to)
{
    return {figures_table(from, to), energy_table(from, to), causes_table(from, to)};
}

Json difference_json(const RunResult& from, const RunResult& to)
{
    return {{"from", run_json(from)}, {"to", run_json(to)}, {"differences", json_of(energy_differences(from, to))}};
}

}  // namespace deltasim::experiment
