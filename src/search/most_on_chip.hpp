// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "model/placement.hpp"

// How many words of each tensor can lie on chip at most.

namespace deltasim::search
{

/// Words of tensors that lie on chip; those of others do not.
using WordsOnChip = std::map<TensorId, std::uint64_t>;

struct MostOnChip {
    std::uint64_t words = 0;
    bool is_all = false;      ///< of the tensor
    bool may_be_part = true;  ///< else all or nothing lies there
};
using MostsOnChip = std::map<TensorId, MostOnChip>;

/// What placement gives each tensor where it has all memories for itself, and rows of a single word: no tiles, tensors
/// beside it or longer rows let more of it lie there. Throws PlacementError where one has no room at all.
[[nodiscard]] MostsOnChip most_on_chip(const model::TensorWords& tensors, const model::TensorPrecisions& precisions,
                                       const std::vector<model::MemorySpace>& spaces,
                                       const model::ExplicitHomes& homes);

}  // namespace deltasim::search
