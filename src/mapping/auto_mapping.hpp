// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/stage_plan.hpp"

// The mapping `auto`: the rule of docs/mappings.md, to be followed with a pencil.

namespace deltasim::mapping
{

/// The mapping of nest `n` of a program; nothing where it streams. `placed`: homes of the tensors. `tile_bytes`: by
/// memory, what tiles may take.
[[nodiscard]] std::optional<model::NestMapping> auto_mapping(const MappingTask& task, std::size_t n,
                                                             const model::Placement& placed,
                                                             const std::vector<std::uint64_t>& tile_bytes);

/// The memory that tiles of a tensor lie in: the largest on-chip one that is for it; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> tile_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The memory that tiles of those tiles lie in: the fastest that is nearer, if it is faster; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> near_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The nearer of the two.
[[nodiscard]] std::optional<std::size_t> innermost_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

}  // namespace deltasim::mapping
