// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/precision.hpp"
#include "core/run_counts.hpp"
#include "core/terms.hpp"

// What a schedule requires of a machine in one phase on one layer, before the machine shares, buffers or keeps any
// word.

namespace deltasim
{

/// The work of one memory of the run.
struct MemoryWork {
    std::uint64_t bits_moved = 0;  ///< between it and the array; a word that lanes share counts once
    ReadsWrites operands;          ///< operand accesses to tensors whose home it is, in words
};

struct PhaseWork {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    OperationsByPrecision operations{};  ///< summed over lanes
    std::vector<MemoryWork> memories;    ///< in the order of the run's memories
};

}  // namespace deltasim
