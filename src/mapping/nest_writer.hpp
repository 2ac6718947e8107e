// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "mapping/stage_plan.hpp"

// Turns the nest of a schedule into that of a machine with rows and columns of lanes, tiles, registers and a DMA
// engine: the one transformation for all schedules.
//
// Loops follow the mapping; iterations are peeled where the last tile is smaller, where a statement stands at the first
// or last index alone, where a sum comes back or goes, and where the next tile is not the neighbour of this one. A tile
// is filled where it changes; where there are two buffers the next one's fill stands there instead, before the steps
// that use the present one.

namespace deltasim::mapping
{

/// The nest under a mapping. `tile_base`: by memory, the byte from which on tiles may lie. `burst_bytes`: of the
/// engine. Throws MappingError.
[[nodiscard]] schedule::LoopNest map_nest(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                          const MappedMachine& machine, const std::vector<std::uint64_t>& tile_base,
                                          std::uint64_t burst_bytes);

}  // namespace deltasim::mapping
