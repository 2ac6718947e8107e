// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedule/loop_nest.hpp"

// The tiles that a nest may share with its neighbour, since the two may run as one nest of the machine
// (mapping/nest_plan.hpp). Then tiles come once for both nests, and one nest may use the lanes while the other waits
// for the DRAM. Their bounds still add up if both leave out such tiles and count the time of the same resource.

namespace deltasim::search
{

struct SharedTiles {
    std::vector<TensorId> tensors{};  ///< whose tiles both nests may share; empty: the nest runs alone
    bool lent = false;                ///< the neighbour fills and drains these tiles
    std::uint64_t samples = 0;        ///< of both nests together

    [[nodiscard]] bool has(TensorId tensor) const;
};

/// What nest `n` shares with its neighbour. `nests`: unmapped.
[[nodiscard]] SharedTiles shared_tiles(const std::vector<schedule::LoopNest>& nests, std::size_t n);

}  // namespace deltasim::search
