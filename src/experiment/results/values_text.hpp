// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string_view>

#include "experiment/run/run.hpp"

// The values of a run as JSON, for millions of weights: a piece at a time, so that they are nowhere all at once.

namespace deltasim::experiment
{

/// {"features", "targets": by sample, "initial", "final": by layer {"weight": by row, "bias"}} and a line's end, handed
/// to `write` row by row. `report` has values. Every number comes back as the fp32 number that it was.
void write_values(const model::Head& head, const RunReport& report, const std::function<void(std::string_view)>& write);

}  // namespace deltasim::experiment
