// SPDX-License-Identifier: MIT
#pragma once

#include "config/dram_device.hpp"
#include "config/value.hpp"

// Reads a DRAM device: organisation, address mapping, named timings, and the rules written in them.

namespace deltasim
{

/// What was diagnosed keeps its default.
[[nodiscard]] DramDevice read_dram_device(const Value& device);

}  // namespace deltasim
