// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/dram_currents.hpp"

// Reads `currents_ma` of a DRAM device.

namespace deltasim::config
{

/// `timing_cycles` of the same device must have tRAS and tRP (or tRPpb). Any other missing timing or current is an
/// error only when a run needs its price.
[[nodiscard]] machine::DramCurrents read_currents(const Value& currents, const Value& timing_cycles);

}  // namespace deltasim::config
