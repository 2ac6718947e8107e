// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "machine/cost_table.hpp"

// What a cost table leaves without a price.

namespace deltasim::energy
{

/// Keys of the figures that most runs in fp32 need and the table lacks.
[[nodiscard]] std::vector<std::string> absent_figures(const machine::CostTable& costs);

}  // namespace deltasim::energy
