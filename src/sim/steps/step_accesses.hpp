// SPDX-License-Identifier: MIT
#pragma once

#include "sim/steps/step_issuer.hpp"

// How a step is issued and reads its operands, for the two files that run steps. Every step does this, so it is inlined
// there: calls took a fifth of the step engine's time.

namespace deltasim::sim
{

/// A step is issued when the tiles of its operands are filled. If the row-end unit has a queue of its own, its steps
/// are issued with the step before them.
Ticks StepIssuer::next_issue(const BoundStep& step, Awaited& last)
{
    if (step.timing.unit == schedule::StepUnit::row_end && row_end_queue_ && &step != &nest_.steps.front()) {
        last = {state_.last_issue, TimeCause::issue};
        return state_.mapped.tiles.empty() ? state_.last_issue : wait_for_tiles(step, state_.last_issue, last);
    }
    const Ticks slot = state_.started.front();
    const Ticks issue = clock_.edge_at_or_after(std::max(state_.last_issue + clock_.period(), slot));
    last = {issue, TimeCause::issue};
    return state_.mapped.tiles.empty() ? issue : wait_for_tiles(step, issue, last);
}

void StepIssuer::read_span(const BoundOperand& operand, std::uint64_t address, Ticks issue, Awaited& last)
{
    read_lines(operand, operand.lines(address), issue, last);
}

void StepIssuer::read_lines(const BoundOperand& operand, const LineRun& lines, Ticks issue, Awaited& last)
{
    if (operand.off_chip) {
        ReadStream& stream = state_.read_streams[nest_.stream_index[operand.stream]];
        last.arrive(stream.fetch(lines, state_.last_start, state_.generator), TimeCause::dram);
    } else {
        const Service service = operand.memory->access(lines, operand.kind, issue);
        if (!operand.kind.by_cores) watch(operand.memory_index, operand.convoy, issue, service);
        last.arrive(service, setup_.memories[operand.memory_index].clock);
    }
}

void StepIssuer::read(std::size_t o, Ticks issue, Awaited& last)
{
    const BoundOperand& operand = nest_.operands[o];
    if (operand.held) return;
    if (operand.has_spans()) return read_spans(o, issue, last);
    read_span(operand, nest_.at.addresses[o], issue, last);
}

}  // namespace deltasim::sim
