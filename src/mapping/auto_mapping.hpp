// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/stage_plan.hpp"

// The mapping `auto`: the rule of docs/mappings.md, simple enough to follow with a pencil.

namespace deltasim::mapping
{

/// The mapping of nest `n` of a program; nothing where the nest streams. `placed`: homes of the tensors. `tile_bytes`:
/// the bytes that tiles may take, by memory.
[[nodiscard]] std::optional<model::NestMapping> auto_mapping(const MappingTask& task, std::size_t n,
                                                             const model::Placement& placed,
                                                             const std::vector<std::uint64_t>& tile_bytes);

/// The memory for tiles of a tensor: the largest on-chip memory that accepts the tensor; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> tile_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The memory for a second level of tiles: the fastest one nearer to the array than the first, if it is also faster
/// than the first; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> near_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The memory nearer to the array of these two.
[[nodiscard]] std::optional<std::size_t> innermost_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

}  // namespace deltasim::mapping
