// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// Results of single runs as tables, made from their JSON, so that both always agree.

namespace deltasim::experiment
{

/// Summary, energy by part, time by cause, operand accesses, memories, DRAM commands and operations of one run.
[[nodiscard]] std::vector<report::Table> run_tables(const Json& run);

/// Summary, latency and DRAM commands of a replayed trace.
[[nodiscard]] std::vector<report::Table> replay_tables(const Json& replay);

}  // namespace deltasim::experiment
