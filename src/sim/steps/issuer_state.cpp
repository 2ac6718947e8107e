// SPDX-License-Identifier: MIT
#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer that converts its state to the canonical form and back (state/state_archive.hpp).

namespace deltasim::sim
{

template <class Archive, class Self>
void StepIssuer::describe_mapped(Archive& archive, Self& self, const MachineParts& parts)
{
    if (!self.nest_.nest->mapped) return;
    auto& [tiles, held_up, load_issued, loaded, loaded_memory] = self.state_.mapped;
    for (const std::size_t tile : parts.tiles) {
        auto& [usable, ahead] = tiles[tile];
        if (parts.lanes) {
            archive.issue_time(usable);
        } else {  // a transfer does not change it, and earlier times matter to what comes after
            Ticks read_only = usable;
            archive.issue_time(read_only);
        }
        if (parts.engine && parts.lanes) archive.list(ahead, [&](auto& time) { archive.issue_time(time); });
    }
    if (!parts.lanes) return;
    {
        // The other members are not used.
        auto& [time, cause, accepted, clock, not_asked] = held_up;
        archive.issue_time(time);
        archive.number(cause);
    }
    archive.issue_time(load_issued);
    auto& [time, cause, accepted, clock, not_asked] = loaded;  // the cause is always the time of issue
    archive.issue_time(time);
    archive.issue_time(accepted);
    archive.number(cause);
    archive.number(loaded_memory);
    if constexpr (Archive::decodes) clock = &self.setup_.memories[loaded_memory].clock;
    // The wait for them may be for a refresh, also in a loop that does not touch the DRAM.
    if (parts.dram || cause != TimeCause::dram || time <= archive.last_issue()) return;
    auto [begin, end] = self.setup_.memories.back().dram->refresh_hold();
    archive.issue_time(begin);
    archive.issue_time(end);
}

/// The place of a result is written as the distance that its operand has moved since: the convoys of a memory may be
/// anywhere.
template <class Archive, class Self>
void StepIssuer::describe_pending(Archive& archive, Self& self)
{
    archive.list(self.state_.pending, [&](auto& write) {
        auto& [o, lines, ready] = write;
        auto& [first, count, same_line] = lines;
        archive.operand(o);
        const BoundOperand& operand = self.nest_.operands[o];
        const std::uint64_t reached = operand.lines(self.nest_.at.addresses[o]).first;
        if (operand.view.period_bytes > 0) {
            const std::uint64_t all = operand.view_lines.value();
            const std::uint64_t in_period = operand.view_lines.remainder(reached);
            std::uint64_t behind = operand.view_lines.remainder(in_period + all - first % all);
            archive.number(behind);
            if constexpr (Archive::decodes) first = operand.view_lines.remainder(in_period + all - behind);
        } else {
            std::uint64_t behind = reached - first;
            archive.number(behind);
            if constexpr (Archive::decodes) first = reached - behind;
        }
        archive.number(count);
        archive.number(same_line);
        archive.issue_time(ready);
    });
}

template <class Archive, class Self>
void StepIssuer::describe(Archive& archive, Self& self, const MachineParts& parts)
{
    // The last issue and the generator's last request are the origin of the archive.
    auto& [last_issue, started, last_start, writes_accepted, writes_done, pending, generator, account, mapped,
           read_streams, write_streams] = self.state_;
    if (parts.lanes) {
        for (std::size_t i = 0; i < started.size(); ++i) archive.issue_time(started[i]);
        archive.exact_time(last_start);
        archive.issue_time(writes_accepted);
        archive.issue_time(writes_done);
        archive.part(account);
        describe_pending(archive, self);
        archive.module(*self.setup_.array);
    }
    describe_mapped(archive, self, parts);
    if (parts.dram) {
        for (const std::size_t stream : parts.streams) {
            const std::size_t index = self.nest_.stream_index[stream];
            if (self.nest_.nest->streams[stream].direction == Direction::read) {
                archive.part(read_streams[index], stream);
            } else {
                archive.part(write_streams[index], stream);
            }
        }
        archive.lines_end();
    }
    if (parts.engine) archive.module(*self.setup_.engine);
    for (std::size_t i = 0; i < self.setup_.memories.size(); ++i) {
        const MemoryPort& port = self.setup_.memories[i];
        if (port.dram != nullptr && !parts.dram) continue;
        archive.memory(i);
        archive.module(*port.memory);
    }
}

void StepIssuer::encode(StateEncoder& encoder, const MachineParts& parts) const { describe(encoder, *this, parts); }

void StepIssuer::decode(StateDecoder& decoder, const MachineParts& parts) { describe(decoder, *this, parts); }

}  // namespace deltasim::sim
