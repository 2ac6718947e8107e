// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/quantity.hpp"
#include "core/ring.hpp"
#include "sim/memories/memory_interface.hpp"

// A stream buffer between the DRAM and the array. Addresses are known ahead, so bursts are requested before they are
// needed, as far as the buffer has room: a burst is requested when the burst `depth` before it has moved to the lanes'
// operand registers. All streams share one address generator, which issues requests in the order in which the steps
// need them.

namespace deltasim::sim
{

/// The address generator's clock: requests are issued in order of time.
struct AddressGeneratorState {
    Ticks last_request{0};
};

/// The whole state of a read stream.
struct ReadStreamState {
    Ring<Ticks> slot_free;    ///< when each slot of the buffer becomes free, the slot that is used next first
    bool holds_line = false;  ///< the newest line is still there for the next step
    std::uint64_t held_line = 0;
    Ticks held_since{0};  ///< when the newest line arrived
};

class ReadStream
{
public:
    /// `keeps_lines`: the newest line also serves later steps.
    ReadStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start);

    /// Brings `lines` to the lanes, whose operand registers are free from `registers_free` on. Returns when the last
    /// line has arrived.
    Ticks fetch(const LineRun& lines, Ticks registers_free, AddressGeneratorState& generator);

    /// `stream`: its number in the nest.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self, std::size_t stream)
    {
        auto& [slot_free, holds_line, held_line, held_since] = self.state_;
        for (std::size_t i = 0; i < slot_free.size(); ++i) archive.request_time(slot_free[i]);
        archive.number(holds_line);
        if (!holds_line) return;
        archive.line(held_line, stream);
        archive.issue_time(held_since);
    }

private:
    MemoryInterface* memory_;
    AccessKind kind_;
    bool keeps_lines_;
    std::array<Ticks, most_requests_together> times_{};  ///< of the lines that are being fetched
    ReadStreamState state_;
};

}  // namespace deltasim::sim
