// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "sim/memory_interface.hpp"
#include "sim/read_stream.hpp"

// A write buffer on the way from the array to the DRAM. Words that follow one another into the same line are merged; a
// line that the stream has left is complete, filled or not. Complete lines are sent `depth` at a time, and a batch
// behind: while one batch fills, the one before it waits its turn, so that reads already asked for are not held up by
// data that is yet to be computed. What the buffer cannot hold holds up the array.

namespace deltasim
{

/// All that changes in a write stream.
struct WriteStreamState {
    struct Line {
        std::uint64_t number = 0;
        Ticks ready{0};  ///< when its last word was computed
    };
    bool gathering = false;
    Line open;                     ///< the line being gathered
    std::vector<Line> complete;    ///< not yet sent, oldest first
    std::vector<Ticks> slot_free;  ///< when each slot of the buffer has been emptied
    std::size_t next_slot = 0;     ///< the slot that the next complete line takes
    std::size_t oldest_slot = 0;   ///< the slot of complete.front()
    Ticks last_done{0};
};

class WriteStream
{
public:
    WriteStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start);

    /// Takes words of `lines` that are computed at `ready`. Returns when the buffer has room for them.
    Ticks push(const LineRun& lines, Ticks ready, AddressGeneratorState& generator);

    /// Sends all that is left. Returns when the last of it is in the memory.
    Ticks flush(AddressGeneratorState& generator);

    /// `stream`: its number in the nest. Slots of complete lines are free only once these are sent, and then anew.
    template <class Archive>
    void describe(Archive& archive, std::size_t stream)
    {
        std::rotate(state_.slot_free.begin(), state_.slot_free.begin() + static_cast<std::ptrdiff_t>(state_.next_slot),
                    state_.slot_free.end());
        std::size_t complete = state_.complete.size();
        archive.number(complete);
        state_.complete.resize(complete);
        for (WriteStreamState::Line& line : state_.complete) {
            archive.line(line.number, stream);
            archive.request_time(line.ready);
        }
        const std::size_t free_slots = state_.slot_free.size() - complete;
        state_.next_slot = 0;
        state_.oldest_slot = free_slots % state_.slot_free.size();
        for (std::size_t slot = 0; slot < free_slots; ++slot) archive.early_time(state_.slot_free[slot]);
        archive.number(state_.gathering);
        if (state_.gathering) {
            archive.line(state_.open.number, stream);
            archive.early_time(state_.open.ready);
        }
        archive.issue_time(state_.last_done);
    }

private:
    Ticks complete_line(AddressGeneratorState& generator);
    void send(std::size_t lines, AddressGeneratorState& generator);

    MemoryInterface* memory_;
    AccessKind kind_;
    std::size_t depth_;
    bool keeps_lines_;
    WriteStreamState state_;
};

}  // namespace deltasim
