// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/run_json.hpp"
#include "report/table.hpp"

// Results as tables, made from their JSON, so that both always agree.

namespace deltasim
{

/// Summary, energy by part, operand accesses, memories, DRAM commands and operations of one run.
[[nodiscard]] std::vector<Table> run_tables(const Json& run);

/// Summary, latency and DRAM commands of a replayed trace.
[[nodiscard]] std::vector<Table> replay_tables(const Json& replay);

/// The savings table of a comparison.
[[nodiscard]] std::vector<Table> comparison_tables(const Json& comparison);

}  // namespace deltasim
