// SPDX-License-Identifier: MIT
#include "sim/memories/write_stream.hpp"

#include <algorithm>
#include <span>

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
        const std::uint64_t line = lines.line(i);
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
    for (std::size_t next = 0; next < lines;) {
        const std::size_t first = next;
        const std::uint64_t number = state_.complete[first].number;
        for (; next < lines && next - first < most_requests_together; ++next) {
            const WriteStreamState::Line& line = state_.complete[next];
            if (line.number != number + (next - first)) break;
            generator.last_request = larger(generator.last_request, line.ready);
            times_[next - first] = generator.last_request;
        }
        memory_->access_each({number, next - first, false}, kind_, std::span(times_).first(next - first));
        for (std::size_t i = first; i < next; ++i) {
            state_.slot_free[oldest + i] = times_[i - first];
            state_.last_done = larger(state_.last_done, times_[i - first]);
        }
    }
    state_.complete.erase(state_.complete.begin(), state_.complete.begin() + static_cast<std::ptrdiff_t>(lines));
}

}  // namespace deltasim::sim
