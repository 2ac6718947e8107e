// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "sim/steps/bound_nest.hpp"

namespace deltasim::sim
{

/// By loop of the nest: true if the step that comes after one of its iterations may be of the row-end unit. If this
/// unit has a queue of its own, such a step is issued together with the step before it, and meets its accesses on chip.
[[nodiscard]] std::vector<bool> loops_before_row_ends(const BoundNest& nest);

}  // namespace deltasim::sim
