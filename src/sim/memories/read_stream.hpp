// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "sim/memories/memory_interface.hpp"

// A stream buffer on the way from the DRAM to the array. Addresses are known ahead, so bursts are asked for before they
// are needed, as far as the buffer has room: a burst's request goes out when the burst `depth` before it has moved on
// to the lanes' operand registers. All streams share one address generator, which issues requests in the order in which
// the steps need them.

namespace deltasim::sim
{

/// The address generator's clock: no request goes out before an earlier one.
struct AddressGeneratorState {
    Ticks last_request{0};
};

/// All that changes in a read stream.
struct ReadStreamState {
    std::vector<Ticks> slot_free;  ///< when each slot of the buffer has been emptied
    std::size_t next_slot = 0;
    bool holds_line = false;  ///< whether the newest line is still there for the next step
    std::uint64_t held_line = 0;
    Ticks held_since{0};  ///< when it arrived
};

class ReadStream
{
public:
    /// `keeps_lines`: a line serves later steps too, as long as it is the newest.
    ReadStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start);

    /// Brings `lines` to the lanes, whose operand registers are free from `registers_free` on. Returns when the last
    /// has arrived.
    Ticks fetch(const LineRun& lines, Ticks registers_free, AddressGeneratorState& generator);

    /// `stream`: its number in the nest.
    template <class Archive>
    void describe(Archive& archive, std::size_t stream)
    {
        auto& [slot_free, next_slot, holds_line, held_line, held_since] = state_;
        std::rotate(slot_free.begin(), slot_free.begin() + static_cast<std::ptrdiff_t>(next_slot), slot_free.end());
        next_slot = 0;
        for (Ticks& free : slot_free) archive.request_time(free);
        archive.number(holds_line);
        if (!holds_line) return;
        archive.line(held_line, stream);
        archive.issue_time(held_since);
    }

private:
    MemoryInterface* memory_;
    AccessKind kind_;
    bool keeps_lines_;
    ReadStreamState state_;
};

}  // namespace deltasim::sim
