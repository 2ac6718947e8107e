// SPDX-License-Identifier: MIT
#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer that converts its state to the canonical form and back (state/state_archive.hpp).

namespace deltasim::sim
{

template <class Archive, class Self>
void StepIssuer::describe_mapped(Archive& archive, Self& self)
{
    if (!self.nest_.nest->mapped) return;
    auto& [tiles, held_up, load_issued, loaded, loaded_memory] = self.state_.mapped;
    for (auto& tile : tiles) {
        auto& [usable, ahead] = tile;
        archive.issue_time(usable);
        archive.list(ahead, [&](auto& time) { archive.issue_time(time); });
    }
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
void StepIssuer::describe(Archive& archive, Self& self, const std::vector<std::size_t>& streams, bool with_dram)
{
    // The last issue and the generator's last request are the origin of the archive.
    auto& [last_issue, started, last_start, writes_accepted, writes_done, pending, generator, account, mapped,
           read_streams, write_streams] = self.state_;
    for (std::size_t i = 0; i < started.size(); ++i) archive.issue_time(started[i]);
    archive.exact_time(last_start);
    archive.issue_time(writes_accepted);
    archive.issue_time(writes_done);
    archive.part(account);
    describe_mapped(archive, self);
    describe_pending(archive, self);
    if (with_dram) {
        for (const std::size_t stream : streams) {
            const std::size_t index = self.nest_.stream_index[stream];
            if (self.nest_.nest->streams[stream].direction == Direction::read) {
                archive.part(read_streams[index], stream);
            } else {
                archive.part(write_streams[index], stream);
            }
        }
        archive.lines_end();
    }
    archive.module(*self.setup_.array);
    if (!mapped.tiles.empty()) archive.module(*self.setup_.engine);
    for (const MemoryPort& port : self.setup_.memories) {
        if (port.dram == nullptr || with_dram) archive.module(*port.memory);
    }
}

void StepIssuer::encode(StateEncoder& encoder, const std::vector<std::size_t>& streams, bool with_dram) const
{
    describe(encoder, *this, streams, with_dram);
}

void StepIssuer::decode(StateDecoder& decoder, const std::vector<std::size_t>& streams, bool with_dram)
{
    describe(decoder, *this, streams, with_dram);
}

}  // namespace deltasim::sim
