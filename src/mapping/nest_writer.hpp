// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "mapping/nest_plan.hpp"

// Turns the nest of a schedule into the nest of a machine with rows and columns of lanes, tiles, registers and a DMA
// engine. All schedules use this one transformation.
//
// The loops follow the mapping. Some iterations are peeled: where the last tile is smaller, where a statement belongs
// only to the first or last index, where a sum returns to the lanes or leaves them, and where the next tile is not the
// neighbour of the present one. A tile is filled where it changes. With two buffers (double buffering) the fill of the
// next tile stands there instead, before the steps that use the present one.

namespace deltasim::mapping
{

/// The nest of the machine. `tile_base`: the byte at which tiles may begin, by memory. `burst_bytes`: burst size of the
/// engine.
[[nodiscard]] schedule::LoopNest map_nest(const NestPlan& plan, const MappedMachine& machine,
                                          const std::vector<std::uint64_t>& tile_base, std::uint64_t burst_bytes);

/// The same of one nest under a mapping. Throws MappingError.
[[nodiscard]] schedule::LoopNest map_nest(const schedule::LoopNest& nest, const model::NestMapping& mapping,
                                          const MappedMachine& machine, const std::vector<std::uint64_t>& tile_base,
                                          std::uint64_t burst_bytes);

}  // namespace deltasim::mapping
