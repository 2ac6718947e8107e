// SPDX-License-Identifier: MIT
#include "sim/memories/write_stream.hpp"

#include <algorithm>

namespace deltasim::sim
{

WriteStream::WriteStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start)
    : memory_(&memory), kind_(kind), depth_(depth), keeps_lines_(keeps_lines)
{
    state_.slot_free.assign(2 * depth, start);
    state_.complete.reserve(2 * depth);
}

Ticks WriteStream::push(const LineRun& lines, Ticks ready, AddressGeneratorState& generator)
{
    Ticks room{0};
    for (std::uint64_t i = 0; i < lines.count; ++i) {
        const std::uint64_t line = lines.same_line ? lines.first : lines.first + i;
        if (state_.gathering && (line != state_.open.number || !keeps_lines_)) {
            room = std::max(room, complete_line(generator));
        }
        state_.gathering = true;
        state_.open = {line, ready};
    }
    return room;
}

Ticks WriteStream::flush(AddressGeneratorState& generator)
{
    if (state_.gathering) complete_line(generator);
    send(state_.complete.size(), generator);
    return state_.last_done;
}

/// Moves the open line to a slot of the buffer. Returns when this slot is free.
Ticks WriteStream::complete_line(AddressGeneratorState& generator)
{
    if (state_.complete.size() == 2 * depth_) send(depth_, generator);
    const Ticks room = state_.slot_free.take_front();
    state_.complete.push_back({state_.open.number, std::max(state_.open.ready, room)});
    state_.gathering = false;
    return room;
}

void WriteStream::send(std::size_t lines, AddressGeneratorState& generator)
{
    const std::size_t oldest = state_.slot_free.size() - state_.complete.size();
    for (std::size_t i = 0; i < lines; ++i) {
        const WriteStreamState::Line& line = state_.complete[i];
        const Ticks request = std::max(generator.last_request, line.ready);
        generator.last_request = request;
        const Service service = memory_->access({line.number, 1, false}, kind_, request);
        state_.slot_free[oldest + i] = service.done;
        state_.last_done = std::max(state_.last_done, service.done);
    }
    state_.complete.erase(state_.complete.begin(), state_.complete.begin() + static_cast<std::ptrdiff_t>(lines));
}

}  // namespace deltasim::sim
