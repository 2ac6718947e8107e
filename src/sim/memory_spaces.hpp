// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "machine/processor.hpp"
#include "model/placement.hpp"

// A processor's memories as placement sees them.

namespace deltasim::sim
{

/// The on-chip memories in their order, then `dram` if there is one. On chip a tensor starts on a line; off chip on a
/// row of the first bank, so that timing sees a tensor alike wherever it lies.
[[nodiscard]] std::vector<model::MemorySpace> memory_spaces(const machine::ProcessorConfig& processor);

}  // namespace deltasim::sim
