// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <systemc>

#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "sim/state/state_archive.hpp"

// How the training controller reaches a memory. Memories are reservations, not tickers: a request is answered at once
// with the times at which it will be served, from the earliest-legal times of the resources it needs. Requests to one
// memory come in the order in which it serves them.

namespace deltasim::sim
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
    bool by_engine = false;  ///< through the ports of the DMA engine
    bool by_cores = false;   ///< by instructions, which have waited for the memory already: counted, not timed
};

/// Accesses of one request: `count` lines, neighbouring ones from `first` on, or the same line each time.
struct LineRun {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    bool same_line = false;
};

/// What of a word's address a memory's timing depends on.
struct AddressView {
    std::uint64_t period_bytes = 0;  ///< addresses this far apart are alike, but for the row; 0: none are
    /// Everything moved by this much within a rank is served alike, in other banks: a fraction of the period, or 0
    /// where banks differ.
    std::uint64_t bank_step_bytes = 0;
    std::uint64_t like_banks = 1;  ///< so many of them follow one another in a rank
    std::uint64_t rank_banks = 1;  ///< of all the banks of a DRAM channel those of one rank
    /// Bits of an address (a column within its row, a word within its line) that are not seen as long as the addresses
    /// of a stream differ only by multiples of a higher power of two.
    std::uint64_t unseen_bits = 0;
    std::uint64_t column_bits = 0;  ///< those of the column among them
};

class MemoryInterface : public virtual sc_core::sc_interface
{
public:
    /// Serves a request that is there at `earliest`.
    virtual Service access(const LineRun& lines, AccessKind kind, Ticks earliest) = 0;

    /// The words that the memory holds, by address over the bytes of the narrowest; empty when no values move. They are
    /// of fp32, but for partial sums of whole numbers.
    virtual std::span<double> contents() = 0;

    // For folding: the whole state in canonical form, and what it may be relative to.

    virtual void encode(StateEncoder& encoder) const = 0;
    virtual void decode(StateDecoder& decoder) = 0;
    [[nodiscard]] virtual AddressView address_view() const = 0;
};

}  // namespace deltasim::sim
