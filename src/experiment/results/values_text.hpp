// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "experiment/run/run.hpp"

// Writes the values of a run as JSON piece by piece, so that millions of weights are never in memory all at once.

namespace deltasim::experiment
{

/// {"features", "targets": by sample, "initial", "final": by layer {"weight": by row, "bias"}} and a line end, passed
/// to `write` row by row. `report` must have values. Every number reads back as the same fp32 number.
void write_values(const model::Head& head, const RunReport& report, const std::function<void(std::string_view)>& write);

}  // namespace deltasim::experiment
