// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "core/queue.hpp"
#include "core/ring.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/read_stream.hpp"
#include "sim/memories/write_stream.hpp"
#include "sim/steps/time_account.hpp"

// All that changes in the issuer of steps as time goes by.

namespace deltasim::sim
{

/// A result on its way to an on-chip memory.
struct PendingWrite {
    std::size_t operand = 0;  ///< of the nest
    LineRun lines;            ///< as MemoryInterface::address_view sees them: modulo its period
    Ticks ready{0};
};

/// What of a mapped nest waits to be used.
struct MappedState {
    /// Of a tile: when it may be used, and when those may that are filled ahead.
    struct Tile {
        Ticks usable{0};
        std::vector<Ticks> ahead;
    };
    std::vector<Tile> tiles;
    Awaited held_up{Ticks(0), TimeCause::issue};  ///< before it nothing is issued, and why
    Ticks load_issued{0};                         ///< the latest load
    Awaited loaded{Ticks(0), TimeCause::issue};   ///< the operands that come with the next step
    std::size_t loaded_memory = 0;                ///< the on-chip memory of the last of them
};

/// All that changes in the issuer.
struct IssuerState {
    Ticks last_issue{0};
    Ring<Ticks> started{};  ///< start of the last lookahead_steps steps, the oldest first
    Ticks last_start{0};
    Ticks writes_accepted{0};  ///< when the memories have taken all writes sent so far
    Ticks writes_done{0};
    Queue<PendingWrite> pending{};  ///< in the order of their steps
    AddressGeneratorState generator{};
    TimeAccount account;
    MappedState mapped{};
    std::vector<ReadStream> read_streams{};
    std::vector<WriteStream> write_streams{};
};

}  // namespace deltasim::sim
