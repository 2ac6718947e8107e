// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/stage_plan.hpp"

// The mapping `auto`: a rule to be followed with a pencil.
//
// 1. A phase that walks chains of weights streams.
// 2. Columns of the array run along `inputs`, rows along `outputs`. Where a phase sums over outputs, rows run along
//    `samples` if there are as many. Else all lanes are one row along `inputs`; so are those that share no word along a
//    column, and those of a single sample, whose weights are used but once and come straight from their home.
// 3. A lane works on as many sums in turn as it has accumulators: on samples, while a weight stays in its register;
// where
//    samples are summed, on inputs, while a delta does.
// 4. Three quarters of the largest on-chip memory are for tiles of what is off chip, and three quarters of a nearer,
// faster
//    one for tiles of those tiles. A tensor whose home is there, or nearer, has none. In the innermost of the two an
//    eighth is for weights, two tiles of them, a block of the array wide.
// 5. The rest is for what samples have of their own. What a phase sums up, or else its deltas, stays while the others
//    go by: all of it if that fits, else half, a quarter and so on.

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
