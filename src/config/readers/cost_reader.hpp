// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/cost_table.hpp"

// Reads a cost table. A figure is `{value: V, source: ...}` or `{assumed: V, reason: ...}`, never a bare number but in
// a row of `sram` that names its source for all of them.

namespace deltasim::config
{

/// Reads the figures that are there; what pricing misses, pricing says.
[[nodiscard]] machine::CostTable read_costs(const Value& costs);

}  // namespace deltasim::config
