// SPDX-License-Identifier: MIT
#include "sim/memories/read_stream.hpp"

#include <algorithm>

namespace deltasim::sim
{

ReadStream::ReadStream(MemoryInterface& memory, AccessKind kind, std::uint64_t depth, bool keeps_lines, Ticks start)
    : memory_(&memory), kind_(kind), keeps_lines_(keeps_lines)
{
    state_.slot_free.assign(depth, start);
}

Ticks ReadStream::fetch(const LineRun& lines, Ticks registers_free, AddressGeneratorState& generator)
{
    Ticks arrived{0};
    // A line that the stream keeps is fetched once, however many lanes read it.
    const std::uint64_t different =
        lines.same_line && keeps_lines_ ? std::min<std::uint64_t>(lines.count, 1) : lines.count;
    for (std::uint64_t i = 0; i < different; ++i) {
        const std::uint64_t line = lines.same_line ? lines.first : lines.first + i;
        if (state_.holds_line && line == state_.held_line) {
            arrived = larger(arrived, state_.held_since);
            continue;
        }
        Ticks& slot_free = state_.slot_free.take_front();
        const Ticks request = larger(generator.last_request, slot_free);
        generator.last_request = request;
        const Service service = memory_->access({line, 1, false}, kind_, request);
        slot_free = larger(service.done, registers_free);
        arrived = larger(arrived, service.done);
        state_.holds_line = keeps_lines_;
        state_.held_line = line;
        state_.held_since = service.done;
    }
    return arrived;
}

}  // namespace deltasim::sim
