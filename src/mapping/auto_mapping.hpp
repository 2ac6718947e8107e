// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "mapping/map_program.hpp"
#include "mapping/tile_memory.hpp"

// The mapping `auto`: the rule of docs/mappings.md, simple enough to follow with a pencil.

namespace deltasim::mapping
{

/// The mapping of nest `n` of a program; nothing where the nest streams. `placed`: homes of the tensors. `tile_bytes`:
/// the bytes that tiles may take, by memory.
[[nodiscard]] std::optional<model::NestMapping> auto_mapping(const MappingTask& task, std::size_t n,
                                                             const model::Placement& placed,
                                                             const std::vector<std::uint64_t>& tile_bytes);

/// The mappings of nests `n` and `n + 1`, which run as one (nest_plan.hpp), if that moves fewer bytes off chip than
/// these mappings of the two; nothing if not. Same parameters as above.
[[nodiscard]] std::optional<std::pair<model::NestMapping, model::NestMapping>> auto_pair(
    const MappingTask& task, std::size_t n, const model::Placement& placed,
    const std::vector<std::uint64_t>& tile_bytes, const std::optional<model::NestMapping>& first,
    const std::optional<model::NestMapping>& others);

}  // namespace deltasim::mapping
