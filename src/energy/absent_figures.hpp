// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "machine/cost_table.hpp"

// Finds figures that a cost table lacks.

namespace deltasim::energy
{

/// Keys of the figures that most fp32 runs need and the table lacks.
[[nodiscard]] std::vector<std::string> absent_figures(const machine::CostTable& costs);

}  // namespace deltasim::energy
