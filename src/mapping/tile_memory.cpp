// SPDX-License-Identifier: MIT
#include "mapping/tile_memory.hpp"

namespace deltasim::mapping
{

std::optional<std::size_t> tile_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces)
{
    std::optional<std::size_t> largest;
    for (std::size_t m = 0; m < spaces.size(); ++m) {
        if (!spaces[m].on_chip || !spaces[m].is_for(tensor)) continue;
        if (!largest || spaces[m].capacity_bytes > spaces[*largest].capacity_bytes) largest = m;
    }
    return largest;
}

std::optional<std::size_t> near_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces)
{
    const auto outer = tile_memory(tensor, spaces);
    std::optional<std::size_t> fastest;
    for (std::size_t m = 0; outer && m < *outer; ++m) {
        const double latency = spaces[m].latency_seconds;
        if (!spaces[m].is_for(tensor) || latency >= spaces[*outer].latency_seconds) continue;
        if (!fastest || latency < spaces[*fastest].latency_seconds) fastest = m;
    }
    return fastest;
}

std::optional<std::size_t> innermost_memory(Tensor tensor, const std::vector<model::MemorySpace>& spaces)
{
    const auto near = near_memory(tensor, spaces);
    return near ? near : tile_memory(tensor, spaces);
}

}  // namespace deltasim::mapping
