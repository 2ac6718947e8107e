// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/stage_plan.hpp"

// The mapping `auto`: a rule to be followed with a pencil.
//
// 1. Columns of the array run along `inputs`, rows along `outputs`. Where a phase sums over outputs, rows run along
//    `samples` if there are as many, else along `inputs`, too.
// 2. Samples are the innermost loop, as many as a lane has accumulators: a weight stays in its register meanwhile.
// 3. Three quarters of the largest on-chip memory are for tiles of what is off chip; a tensor whose home is on chip has
//    no tile. An eighth of that is for weights, two tiles of them, a block of the array wide.
// 4. The rest is for what samples have of their own. What a phase sums up, or else its deltas, stays while the others
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

}  // namespace deltasim::mapping
