// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/run_result.hpp"
#include "experiment/tables/columns.hpp"
#include "report/table.hpp"

// The result of a single run as tables.

namespace deltasim::experiment
{

/// Summary, energy by part, time by cause, operand accesses, memories, DRAM commands and operations of one run.
[[nodiscard]] std::vector<report::Table> run_tables(const RunResult& run);

/// By kind, and where there are several rails by each of them. The total is of the core; the interface stands apart.
[[nodiscard]] report::Table dram_energy_table(const DramEnergyParts& energy, const std::string& unit);

/// By `rank` or by `bank`; those that no request went to are left out.
[[nodiscard]] report::Table dram_places_table(const std::string& title, const std::vector<DramPlace>& places);

/// A row for each of the counts.
[[nodiscard]] report::Table dram_commands_table(const DramCommands& commands,
                                                const std::vector<ColumnOf<DramCommands>>& shown);

/// Columns of all fields; that of cores only where a row has some.
[[nodiscard]] std::vector<ColumnOf<PhaseEnergyRow>> phase_energy_columns(const std::string& unit,
                                                                         const std::vector<PhaseEnergyRow>& rows);

/// Says which figures are assumptions, if any.
void add_assumed(report::Table& table, const std::vector<std::string>& assumed);

}  // namespace deltasim::experiment
