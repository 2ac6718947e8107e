// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "experiment/results/explanation_fields.hpp"
#include "experiment/tables/columns.hpp"
#include "experiment/tables/explanation_tables.hpp"
#include "experiment/tables/result_tables.hpp"
#include "report/quantity_text.hpp"
#include "report/readable.hpp"

// A part of an explanation: where the energy goes, and which operands cost most.

namespace deltasim::experiment
{

namespace
{

using report::Table;

/// The meaning of a part of the energy, from its field.
std::string meaning_of(const EnergyShare& share, const Explanation& e)
{
    if (share.part == "static") return "leakage and background power over " + report::time_text(e.seconds);
    std::string meaning;
    each_listed<EnergyParts>([&](const auto& listed) {
        if (share.part == listed.name) meaning = listed.meaning;
    });
    if (share.part != "sram" && share.part != "dram") return meaning;
    double rows = 0.0;
    double refresh = 0.0;
    for (const ExplainedMemory& memory : e.memories) {
        if ((memory.level == "dram") != (share.part == "dram")) continue;
        rows += memory.rows_pj;
        refresh += memory.refresh_pj;
    }
    if (rows > 0.0) meaning += fmt::format(", rows opened and closed ({})", report::energy_text(rows, e.energy_unit));
    if (refresh > 0.0) meaning += fmt::format(", refreshes ({})", report::energy_text(refresh, e.energy_unit));
    return meaning;
}

void add_parts(std::vector<Table>& tables, const Explanation& e)
{
    std::vector<EnergyShare> rows = e.energy;
    std::stable_sort(rows.begin(), rows.end(),
                     [](const EnergyShare& a, const EnergyShare& b) { return a.energy_pj > b.energy_pj; });
    const EnergyShare& most = rows.front();
    add_section(tables, "Where the energy goes",
                {fmt::format("The largest part is {}: {}, {}.", most.part, meaning_of(most, e),
                             most.share_percent ? percent_text(*most.share_percent) : "none")});
    std::vector<ColumnOf<EnergyShare>> columns = all_columns<EnergyShare>(e.energy_unit);
    columns.push_back(
        {{"what", "what it is", "", {}}, [&](const EnergyShare& share) -> Scalar { return meaning_of(share, e); }});
    tables.push_back(table_of("", columns, rows));
}

void add_operands(std::vector<Table>& tables, const Explanation& e)
{
    std::vector<std::string> sentences;
    if (!e.accesses.empty()) {
        const AccessRow& most = e.accesses.front().access;
        sentences.push_back(fmt::format("The most expensive operand is {} in the phase {} of layer {}: {} reads and {} "
                                        "writes of {} cost {}, {} of all energy.",
                                        name_of(most.tensor), name_of(most.phase), most.layer,
                                        report::readable(most.reads), report::readable(most.writes), most.memory,
                                        report::energy_text(most.energy_pj, e.energy_unit),
                                        percent_text(e.accesses.front().share_percent.value_or(0.0))));
    }
    if (e.most_read) {
        sentences.push_back(fmt::format(
            "The operand that is read most often is {} in the phase {} of layer {}: {} words. Words that lanes share, "
            "that stay in the array, or that lie in one line or burst need only one access together.",
            name_of(e.most_read->tensor), name_of(e.most_read->phase), e.most_read->layer,
            report::readable(e.most_read->reads)));
    }
    sentences.emplace_back(
        "Energy is accesses times the price of one: a line of an on-chip memory, a burst of a DRAM.");
    if (e.accesses.size() > most_explained_rows) {
        sentences.push_back(fmt::format("The {} most expensive of {}:", most_explained_rows, e.accesses.size()));
    }
    add_section(tables, "Which operands cost most", std::move(sentences));
    tables.push_back(table_of("", all_columns<AccessShare>(e.energy_unit), first_rows(e.accesses)));
}

void add_phases(std::vector<Table>& tables, const Explanation& e)
{
    Table table = table_of("Energy by phase and layer", phase_energy_columns(e.energy_unit, e.energy_by_phase),
                           e.energy_by_phase);
    if (!e.energy_by_phase.empty() && !e.energy_by_phase.back().phase) {
        table.notes.emplace_back(
            "The last row is for what no phase alone causes: refreshes, and rows that a DRAM opens and closes.");
    }
    tables.push_back(std::move(table));
}

/// The same schedule by the arithmetic of papers.
void add_operand_view(std::vector<Table>& tables, const Explanation& e)
{
    if (!e.operand_energy_pj) return;
    std::vector<std::string> sentences{
        fmt::format("In the operand view the step takes {}: every operand access is paid at its home as an access of "
                    "its own. Nothing is shared between lanes, merged, buffered or kept, and operations, transport and "
                    "static power are left out.",
                    report::energy_text(*e.operand_energy_pj, e.energy_unit))};
    if (e.energy_pj > 0.0) {
        sentences.push_back(
            fmt::format("That is {:.3g} times the {} above. The difference is what the machine makes of the schedule.",
                        *e.operand_energy_pj / e.energy_pj, report::energy_text(e.energy_pj, e.energy_unit)));
    }
    for (const ExplainedSchedule& row : e.schedules) {
        if (row.schedule == e.schedule || !row.operand_saving_percent || !row.saving_percent) continue;
        sentences.push_back(fmt::format("{} saves {} of the operand energy, and {} of the machine's.", row.schedule,
                                        percent_text(*row.operand_saving_percent), percent_text(*row.saving_percent)));
    }
    add_section(tables, "As papers count", std::move(sentences));
}

}  // namespace

void add_energy_sections(std::vector<Table>& tables, const Explanation& e)
{
    add_parts(tables, e);
    add_phases(tables, e);
    add_operands(tables, e);
    add_operand_view(tables, e);
}

}  // namespace deltasim::experiment
