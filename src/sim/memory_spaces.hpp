// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "machine/processor.hpp"
#include "model/placement.hpp"

// The memories of a processor as placement uses them.

namespace deltasim::sim
{

/// The on-chip memories in their order, then `dram` if there is one. On chip a tensor starts at a line; off chip it
/// starts at a row of the first bank, so that its timing does not depend on its place.
[[nodiscard]] std::vector<model::MemorySpace> memory_spaces(const machine::ProcessorConfig& processor);

}  // namespace deltasim::sim
