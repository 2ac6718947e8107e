// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/precision.hpp"
#include "core/run_counts.hpp"
#include "core/terms.hpp"

// What a schedule asks of a machine in one phase on one layer, whatever the machine then shares, buffers or keeps.

namespace deltasim
{

/// Of one memory of the run.
struct MemoryWork {
    std::uint64_t bits_moved = 0;  ///< between it and the array, a word that lanes share once
    ReadsWrites operands;          ///< operand accesses whose home it is, in words
};

struct PhaseWork {
    Phase phase = Phase::forward;
    std::uint32_t layer = 1;
    OperationsByPrecision operations{};  ///< summed over lanes
    std::vector<MemoryWork> memories;    ///< in the order of the run's
};

}  // namespace deltasim
