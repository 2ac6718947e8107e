// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/cost_table.hpp"

// Reads a cost table. A figure is `{value: V, source: ...}` or `{assumed: V, reason: ...}`. A bare number is allowed
// only in a row of `sram` that names one source for all its figures.

namespace deltasim::config
{

/// Reads the figures that are there. A missing figure is an error only when a run needs its price.
[[nodiscard]] machine::CostTable read_costs(const Value& costs);

}  // namespace deltasim::config
