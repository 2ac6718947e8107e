// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/savings_row.hpp"

// A finished run as a row of the savings table.

namespace deltasim::experiment
{

/// Savings over `baseline`, none where that is null.
[[nodiscard]] SavingsRow run_row(const RunResult& run, const RunResult* baseline);

}  // namespace deltasim::experiment
