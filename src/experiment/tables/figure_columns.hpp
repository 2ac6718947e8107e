// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "experiment/results/savings_row.hpp"
#include "experiment/tables/columns.hpp"

// Columns for the parts of a row's figures: energy by part, by phase and by tensor, time by cause. They are shown only
// on request; the savings table has none of them.

namespace deltasim::experiment
{

[[nodiscard]] std::vector<std::string> part_keys();    ///< `compute_pj`, ...
[[nodiscard]] std::vector<std::string> phase_keys();   ///< `forward_pj`, ..., and last `shared_pj`
[[nodiscard]] std::vector<std::string> tensor_keys();  ///< `weight_access_pj`, ...
[[nodiscard]] std::vector<std::string> cause_keys();   ///< `compute_cycles`, ...

/// All of these columns, and those that describe the machine.
[[nodiscard]] std::vector<ColumnOf<SavingsRow>> figure_columns(const std::string& energy_unit);

/// The name of a part in a chart of parts, such as `register file`.
[[nodiscard]] std::string short_title(const report::Column& column);

}  // namespace deltasim::experiment
