// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "schedule/loop_nest.hpp"

// What a nest may have together with its neighbour: the two may run as one nest of the machine (mapping/nest_plan.hpp).
// Then tiles come once for both, and one of them may use the lanes while the other waits for the DRAM. Bounds of nests
// add up all the same, if both leave out such tiles and count the time of one resource.

namespace deltasim::search
{

struct SharedTiles {
    std::vector<TensorId> tensors{};  ///< whose tiles both nests may have together; none: it runs alone
    bool lent = false;                ///< the neighbour fills and drains them
    std::uint64_t samples = 0;        ///< of both nests

    [[nodiscard]] bool has(TensorId tensor) const;
};

/// Those of nest `n`. `nests`: unmapped.
[[nodiscard]] SharedTiles shared_tiles(const std::vector<schedule::LoopNest>& nests, std::size_t n);

}  // namespace deltasim::search
