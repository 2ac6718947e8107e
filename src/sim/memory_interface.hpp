// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <systemc>

#include "core/quantity.hpp"
#include "core/terms.hpp"

// How the training controller reaches a memory. Memories are reservations, not tickers: a request is answered at once
// with the times at which it will be served, from the earliest-legal times of the resources it needs. Requests to one
// memory come in the order in which it serves them.

namespace deltasim
{

/// When a request is served.
struct Service {
    Ticks accepted;  ///< the memory has taken the (last) access
    Ticks done;      ///< the (last) data has arrived: at the requester of a read, in the memory for a write
};

/// What an access is counted as.
struct AccessKind {
    Tensor tensor = Tensor::weight;
    Direction direction = Direction::read;
};

/// Accesses of one request: `count` lines, neighbouring ones from `first` on, or the same line each time.
struct LineRun {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    bool same_line = false;
};

class MemoryInterface : public virtual sc_core::sc_interface
{
public:
    /// Serves a request that is there at `earliest`.
    virtual Service access(const LineRun& lines, AccessKind kind, Ticks earliest) = 0;

    /// The fp32 words that the memory holds, by address / 4; empty when no values move.
    virtual std::span<float> contents() = 0;
};

}  // namespace deltasim
