// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <systemc>

#include "core/quantity.hpp"
#include "core/terms.hpp"
#include "sim/state/state_archive.hpp"

// How the training controller uses a memory. Memories reserve time instead of ticking: they answer a request at once
// with the times at which it will be served, which follow from the earliest legal times of the resources that it needs.
// Requests to a memory come in the order in which it serves them.

namespace deltasim::sim
{

/// When a request is served.
struct Service {
    Ticks accepted;  ///< the memory has taken the (last) access
    Ticks done;      ///< the (last) data has arrived: at the requester of a read, in the memory for a write
};

/// How an access is counted.
struct AccessKind {
    Tensor tensor = Tensor::weight;
    Direction direction = Direction::read;
    bool by_engine = false;  ///< through the ports of the DMA engine
    bool by_cores = false;   ///< by instructions, which have already waited for the memory: counted, but not timed
};

/// The accesses of one request: `count` neighbouring lines from `first` on, or the same line each time.
struct LineRun {
    std::uint64_t first = 0;
    std::uint64_t count = 1;
    bool same_line = false;

    /// The line of access number `i`.
    [[nodiscard]] std::uint64_t line(std::uint64_t i) const { return same_line ? first : first + i; }
};

/// How many requests a memory takes together at most.
inline constexpr std::size_t most_requests_together = 32;

/// The part of a word's address on which the timing of a memory depends.
struct AddressView {
    std::uint64_t period_bytes = 0;  ///< addresses at this distance are alike, apart from the row; 0: no addresses are
    /// If all addresses move by this much within a rank (on chip: within the period), they are served alike in other
    /// banks. A fraction of the period, or 0 if banks differ.
    std::uint64_t bank_step_bytes = 0;
    std::uint64_t like_banks = 1;  ///< this many consecutive banks of a rank are alike
    std::uint64_t rank_banks = 1;  ///< of a DRAM channel: the banks of one rank
    /// If all addresses move by this much within their rows, they are served alike in other bank groups; 0 if groups
    /// differ.
    std::uint64_t group_step_bytes = 0;
    std::uint64_t like_groups = 1;  ///< this many bank groups of a rank are alike
    /// Bits of an address (a column within its row, a word within its line) that do not matter as long as the addresses
    /// of a stream differ only by multiples of a higher power of two.
    std::uint64_t unseen_bits = 0;
    std::uint64_t column_bits = 0;  ///< the bits of the column among them
};

class MemoryInterface : public virtual sc_core::sc_interface
{
public:
    /// Serves a request that arrives at `earliest`.
    virtual Service access(const LineRun& lines, AccessKind kind, Ticks earliest) = 0;

    /// Serves the accesses of `lines`, at most most_requests_together, as requests of their own. `times`: when each
    /// arrives, not before the one before it; becomes the time at which its data have arrived.
    virtual void access_each(const LineRun& lines, AccessKind kind, std::span<Ticks> times)
    {
        for (std::size_t i = 0; i < times.size(); ++i) {
            times[i] = access({lines.line(i), 1, false}, kind, times[i]).done;
        }
    }

    /// The words in the memory, one for each narrowest word of its bytes; empty if no values move. They are fp32,
    /// except for partial sums of integers.
    virtual std::span<double> contents() = 0;

    // For folding: the whole state in canonical form, and what it may be relative to.

    virtual void encode(StateEncoder& encoder) const = 0;
    virtual void decode(StateDecoder& decoder) = 0;
    [[nodiscard]] virtual AddressView address_view() const = 0;
};

}  // namespace deltasim::sim
