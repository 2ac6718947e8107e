// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "experiment/replay/replay_result.hpp"
#include "report/table.hpp"

namespace deltasim::experiment
{

/// Tables with the summary, latency, DRAM commands and energy of a replayed trace.
[[nodiscard]] std::vector<report::Table> replay_tables(const ReplayResult& replay);

}  // namespace deltasim::experiment
