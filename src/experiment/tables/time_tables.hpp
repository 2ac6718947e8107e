// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "experiment/results/run_json.hpp"
#include "report/table.hpp"

// Where the time of a run goes, as tables and in a phrase. `time` is the JSON of a run's `time_cycles`.

namespace deltasim::experiment
{

/// What a cause is called for people: `DRAM refresh`.
[[nodiscard]] std::string title_of_cause(const std::string& cause);

/// `DRAM 61 %, compute 35 %`: the causes of at least a twentieth of the time, the largest first.
[[nodiscard]] std::string largest_causes(const Json& time);

/// Cycles and shares by cause.
[[nodiscard]] report::Table time_table(const Json& time);

/// Cycles by phase, layer and cause.
[[nodiscard]] report::Table phases_table(const Json& time);

}  // namespace deltasim::experiment
