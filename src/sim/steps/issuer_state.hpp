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

// The whole state of the step issuer.

namespace deltasim::sim
{

/// A result on its way to an on-chip memory.
struct PendingWrite {
    std::size_t operand = 0;  ///< of the nest
    LineRun lines;            ///< modulo its period, as in MemoryInterface::address_view
    Ticks ready{0};
};

/// What of a mapped nest waits to be used.
struct MappedState {
    /// When a tile may be used, and when the tiles that are filled ahead may be used.
    struct Tile {
        Ticks usable{0};
        std::vector<Ticks> ahead;
    };
    std::vector<Tile> tiles;
    Awaited held_up{Ticks(0), TimeCause::issue};  ///< nothing is issued before this time, for this cause
    Ticks load_issued{0};                         ///< the latest load
    Awaited loaded{Ticks(0), TimeCause::issue};   ///< the operands that come with the next step
    std::size_t loaded_memory = 0;                ///< the on-chip memory of the last of these operands
};

/// The whole state of the issuer.
struct IssuerState {
    Ticks last_issue{0};
    Ring<Ticks> started{};  ///< the start of each of the last lookahead_steps steps, the oldest first
    Ticks last_start{0};
    Ticks writes_accepted{0};  ///< when the memories have taken all writes so far
    Ticks writes_done{0};
    Queue<PendingWrite> pending{};  ///< in the order of their steps
    AddressGeneratorState generator{};
    TimeAccount account;
    MappedState mapped{};
    std::vector<ReadStream> read_streams{};
    std::vector<WriteStream> write_streams{};
};

}  // namespace deltasim::sim
