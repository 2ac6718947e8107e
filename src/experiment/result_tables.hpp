// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/run_json.hpp"
#include "report/table.hpp"

// Results as tables, made from their JSON, so that both always agree.

namespace deltasim
{

/// A table with a row for each element of `rows`, its cells taken by the columns' keys.
[[nodiscard]] Table table_of(const std::string& title, const std::vector<Column>& columns, const Json& rows);

/// Summary, energy by part, operand accesses, memories, DRAM commands and operations of one run.
[[nodiscard]] std::vector<Table> run_tables(const Json& run);

/// Summary, latency and DRAM commands of a replayed trace.
[[nodiscard]] std::vector<Table> replay_tables(const Json& replay);

/// The savings table of a comparison.
[[nodiscard]] std::vector<Table> comparison_tables(const Json& comparison);

/// The savings table of stored points, made of stored_rows().
[[nodiscard]] std::vector<Table> stored_tables(const Json& stored);

}  // namespace deltasim
