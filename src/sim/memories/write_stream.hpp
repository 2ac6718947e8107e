// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/read_stream.hpp"

// A write buffer on the way from the array to the DRAM. Words that follow one another into the same line are merged; a
// line that the stream has left is complete, filled or not. Complete lines are sent `depth` at a time, and a batch
// behind: while one batch fills, the one before it waits its turn, so that reads already asked for are not held up by
// data that is yet to be computed. What the buffer cannot hold holds up the array.

namespace deltasim::sim
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
        auto& [gathering, open, complete, slot_free, next_slot, oldest_slot, last_done] = state_;
        std::rotate(slot_free.begin(), slot_free.begin() + static_cast<std::ptrdiff_t>(next_slot), slot_free.end());
        std::size_t lines = complete.size();
        archive.number(lines);
        complete.resize(lines);
        for (WriteStreamState::Line& line : complete) {
            archive.waiting_line(line.number, stream);
            archive.request_time(line.ready);
        }
        const std::size_t free_slots = slot_free.size() - lines;
        next_slot = 0;
        oldest_slot = free_slots % slot_free.size();
        for (std::size_t slot = 0; slot < free_slots; ++slot) archive.early_time(slot_free[slot]);
        archive.number(gathering);
        if (gathering) {
            archive.waiting_line(open.number, stream);
            archive.early_time(open.ready);
        }
        archive.issue_time(last_done);
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

}  // namespace deltasim::sim
