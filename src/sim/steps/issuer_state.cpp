// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer that turns its state into its canonical form and back (state/state_archive.hpp).

namespace deltasim::sim
{

void StepIssuer::describe_mapped(auto& archive)
{
    auto& [tiles, held_up, load_issued, loaded, loaded_memory] = mapped_;
    if (!nest_.nest->mapped) return;
    for (MappedState::Tile& tile : tiles) {
        auto& [usable, ahead] = tile;
        archive.issue_time(usable);
        std::size_t waiting = ahead.size();
        archive.number(waiting);
        ahead.resize(waiting);
        for (Ticks& time : ahead) archive.issue_time(time);
    }
    archive.issue_time(held_up.time);
    archive.number(held_up.cause);
    archive.issue_time(load_issued);
    archive.issue_time(loaded.time);
    archive.issue_time(loaded.accepted);
    archive.number(loaded.cause);
    archive.number(loaded_memory);
    loaded.clock = &setup_.memories[loaded_memory].clock;
}

/// Where a result goes is told by how far from it its operand has come: the convoys of a memory may be anywhere.
void StepIssuer::describe_pending(auto& archive)
{
    std::size_t writes = state_.pending.size();
    archive.number(writes);
    state_.pending.resize(writes);
    for (PendingWrite& write : state_.pending) {
        auto& [o, lines, ready] = write;
        archive.operand(o);
        const BoundOperand& operand = nest_.operands[o];
        const std::uint64_t reached = operand.lines(nest_.addresses[o]).first;
        if (operand.view.period_bytes > 0) {
            const std::uint64_t all = operand.view_lines.value();
            const std::uint64_t in_period = operand.view_lines.remainder(reached);
            std::uint64_t behind = operand.view_lines.remainder(in_period + all - lines.first % all);
            archive.number(behind);
            lines.first = operand.view_lines.remainder(in_period + all - behind);
        } else {
            std::uint64_t behind = reached - lines.first;
            archive.number(behind);
            lines.first = reached - behind;
        }
        archive.number(lines.count);
        archive.number(lines.same_line);
        archive.issue_time(ready);
    }
}

template <class Archive>
void StepIssuer::describe(Archive& archive, const std::vector<std::size_t>& streams, bool with_dram)
{
    // The last issue and the generator's last request are the archive's origin.
    auto& [last_issue, started, oldest, last_start, writes_accepted, writes_done, pending, first_pending, generator] =
        state_;
    std::rotate(started.begin(), started.begin() + static_cast<std::ptrdiff_t>(oldest), started.end());
    oldest = 0;
    for (Ticks& start : started) archive.issue_time(start);
    archive.exact_time(last_start);
    archive.issue_time(writes_accepted);
    archive.issue_time(writes_done);
    account_.describe(archive);
    describe_mapped(archive);

    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(first_pending));
    first_pending = 0;
    describe_pending(archive);
    if (!with_dram) return;
    for (const std::size_t stream : streams) {
        if (nest_.nest->streams[stream].direction == Direction::read) {
            read_streams_[nest_.stream_index[stream]].describe(archive, stream);
        } else {
            write_streams_[nest_.stream_index[stream]].describe(archive, stream);
        }
    }
    archive.lines_end();
}

void StepIssuer::encode(StateEncoder& encoder, const std::vector<std::size_t>& streams, bool with_dram)
{
    describe(encoder, streams, with_dram);
    setup_.array->encode(encoder);
    if (!mapped_.tiles.empty()) setup_.engine->encode(encoder);
    for (const MemoryPort& port : setup_.memories) {
        if (port.dram == nullptr || with_dram) port.memory->encode(encoder);
    }
}

void StepIssuer::decode(StateDecoder& decoder, const std::vector<std::size_t>& streams, bool with_dram)
{
    describe(decoder, streams, with_dram);
    setup_.array->decode(decoder);
    if (!mapped_.tiles.empty()) setup_.engine->decode(decoder);
    for (const MemoryPort& port : setup_.memories) {
        if (port.dram == nullptr || with_dram) port.memory->decode(decoder);
    }
}

}  // namespace deltasim::sim
