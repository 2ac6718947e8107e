// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

namespace deltasim::sim
{

/// The parts of the machine that a loop touches. Nothing else can change what the loop does, and the loop changes
/// nothing else, except that its bursts may have the DRAM wait for a refresh.
struct MachineParts {
    bool lanes = false;   ///< the issuer, the array, and the ports of on-chip memories
    bool engine = false;  ///< the DMA engine and its own ports
    bool dram = false;
    std::vector<std::size_t> streams;  ///< of the nest, those off chip
    std::vector<std::size_t> tiles;    ///< of the nest
};

}  // namespace deltasim::sim
