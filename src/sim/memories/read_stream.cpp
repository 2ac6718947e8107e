// SPDX-License-Identifier: MIT
#include "sim/memories/read_stream.hpp"

#include <algorithm>
#include <span>

namespace deltasim::sim
{

ReadStream::ReadStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start)
    : memory_(&memory), kind_(kind), keeps_lines_(keeps_lines)
{
    state_.slot_free.assign(depth, start);
}

Ticks ReadStream::fetch(const LineRun& lines, Ticks registers_free, AddressGeneratorState& generator)
{
    if (lines.count == 0) return Ticks(0);
    // A line that the stream keeps is fetched once, however many lanes read it.
    const std::uint64_t end = lines.same_line && keeps_lines_ ? 1 : lines.count;
    const bool is_held = state_.holds_line && lines.first == state_.held_line;
    Ticks arrived = is_held ? state_.held_since : Ticks(0);
    for (std::uint64_t next = is_held ? 1 : 0; next < end;) {
        const LineRun part{lines.line(next), std::min({end - next, most_requests_together, state_.slot_free.size()}),
                           lines.same_line};
        for (std::size_t i = 0; i < part.count; ++i) {
            generator.last_request = larger(generator.last_request, state_.slot_free[i]);
            times_[i] = generator.last_request;
        }
        memory_->access_each(part, kind_, std::span(times_).first(part.count));
        for (std::size_t i = 0; i < part.count; ++i) {
            state_.slot_free.take_front() = larger(times_[i], registers_free);
            arrived = larger(arrived, times_[i]);
        }
        next += part.count;
        state_.held_line = part.line(part.count - 1);
        state_.held_since = times_[part.count - 1];
        state_.holds_line = keeps_lines_;
    }
    return arrived;
}

}  // namespace deltasim::sim
