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

/// Tables of one run: summary, energy by part, time by cause, operand accesses, memories, DRAM commands and operations.
[[nodiscard]] std::vector<report::Table> run_tables(const RunResult& run);

/// By kind, and by rail if there are several. The total is that of the core; the interface is not in it.
[[nodiscard]] report::Table dram_energy_table(const DramEnergyParts& energy, const std::string& unit);

/// By `rank` or by `bank`; leaves out those that no request used.
[[nodiscard]] report::Table dram_places_table(const std::string& title, const std::vector<DramPlace>& places);

/// One row for each count.
[[nodiscard]] report::Table dram_commands_table(const DramCommands& commands,
                                                const std::vector<ColumnOf<DramCommands>>& shown);

/// Columns of all fields; that of cores only if a row has some.
[[nodiscard]] std::vector<ColumnOf<PhaseEnergyRow>> phase_energy_columns(const std::string& unit,
                                                                         const std::vector<PhaseEnergyRow>& rows);

/// Adds a note with the assumed figures, if there are any.
void add_assumed(report::Table& table, const std::vector<std::string>& assumed);

}  // namespace deltasim::experiment
