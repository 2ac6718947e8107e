// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/savings_row.hpp"

// A finished run as a row of the savings table.

namespace deltasim::experiment
{

/// Savings are relative to `baseline`; there are none if it is null.
[[nodiscard]] SavingsRow run_row(const RunResult& run, const RunResult* baseline);

}  // namespace deltasim::experiment
