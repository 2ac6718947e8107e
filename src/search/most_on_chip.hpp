// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "model/placement.hpp"

// The most words of each tensor that can lie on chip.

namespace deltasim::search
{

/// Words of tensors that lie on chip; tensors that are not listed have none there.
using WordsOnChip = std::map<TensorId, std::uint64_t>;

struct MostOnChip {
    std::uint64_t words = 0;
    bool is_all = false;      ///< this is the whole tensor
    bool may_be_part = true;  ///< false: all of it lies there, or nothing
};
using MostsOnChip = std::map<TensorId, MostOnChip>;

/// What placement gives each tensor if it has all memories for itself and rows of a single word. Tiles, other tensors
/// or longer rows never make more of it lie on chip. Throws PlacementError if a tensor has no room at all.
[[nodiscard]] MostsOnChip most_on_chip(const model::TensorWords& tensors, const model::TensorPrecisions& precisions,
                                       const std::vector<model::MemorySpace>& spaces,
                                       const model::ExplicitHomes& homes);

}  // namespace deltasim::search
