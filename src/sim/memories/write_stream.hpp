// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/quantity.hpp"
#include "core/ring.hpp"
#include "sim/memories/memory_interface.hpp"
#include "sim/memories/read_stream.hpp"

// A write buffer between the array and the DRAM. Consecutive words in one line are merged; a line that the stream has
// left is complete, whether it is filled or not. Complete lines are sent `depth` at a time, one batch late: while a
// batch fills, the batch before it waits. So reads that were already requested are not delayed by data that is still to
// be computed. If the buffer is full, the array waits.

namespace deltasim::sim
{

/// The whole state of a write stream.
struct WriteStreamState {
    struct Line {
        std::uint64_t number = 0;
        Ticks ready{0};  ///< when its last word was computed
    };
    bool gathering = false;
    Line open;                   ///< the line being gathered
    std::vector<Line> complete;  ///< not yet sent, oldest first
    /// When each slot of the buffer becomes free. The next complete line takes the first slot; lines that are already
    /// complete have the last ones, in their order.
    Ring<Ticks> slot_free;
    Ticks last_done{0};
};

class WriteStream
{
public:
    WriteStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start);

    /// Takes the words of `lines`, which are computed at `ready`. Returns when the buffer has room for them.
    Ticks push(const LineRun& lines, Ticks ready, AddressGeneratorState& generator);

    /// Sends all lines that are left. Returns when the last of them is in the memory.
    Ticks flush(AddressGeneratorState& generator);

    /// `stream`: its number in the nest. A slot with a complete line becomes free when the line is sent, and then gets
    /// a new time.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self, std::size_t stream)
    {
        auto& [gathering, open, complete, slot_free, last_done] = self.state_;
        archive.list(complete, [&](auto& line) {
            auto& [number, ready] = line;
            archive.waiting_line(number, stream);
            archive.request_time(ready);
        });
        const std::size_t free_slots = slot_free.size() - complete.size();
        for (std::size_t slot = 0; slot < free_slots; ++slot) archive.early_time(slot_free[slot]);
        archive.number(gathering);
        if (gathering) {
            auto& [number, ready] = open;
            archive.waiting_line(number, stream);
            archive.early_time(ready);
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
    std::array<Ticks, most_requests_together> times_{};  ///< of the lines that are being sent
    WriteStreamState state_;
};

}  // namespace deltasim::sim
