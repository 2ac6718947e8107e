// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "model/placement.hpp"

// The memories in which the mapping `auto` keeps tiles.

namespace deltasim::mapping
{

/// The memory for tiles of a tensor: the largest on-chip memory that accepts the tensor; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> tile_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The memory for a second level of tiles: the fastest one nearer to the array than the first, if it is also faster
/// than the first; nothing if there is none.
[[nodiscard]] std::optional<std::size_t> near_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

/// The memory nearer to the array of these two.
[[nodiscard]] std::optional<std::size_t> innermost_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces);

}  // namespace deltasim::mapping
