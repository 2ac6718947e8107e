// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiment/results/run_parts.hpp"
#include "report/table.hpp"

// Shows where the time of a run goes, as tables and in a phrase.

namespace deltasim::experiment
{

/// The name of a cause for people, such as `DRAM refresh`.
[[nodiscard]] std::string title_of_cause(std::string_view cause);

/// `DRAM 61 %, compute 35 %`: the causes of at least a twentieth of the time, the largest first.
[[nodiscard]] std::string largest_causes(const TimeByCauses& time);

/// Cycles and shares by cause.
[[nodiscard]] report::Table time_table(const TimeByCauses& time);

/// Cycles by phase, layer and cause.
[[nodiscard]] report::Table phases_table(const std::vector<PhaseTime>& phases);

}  // namespace deltasim::experiment
