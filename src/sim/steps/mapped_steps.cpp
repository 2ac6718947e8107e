// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/steps/step_accesses.hpp"

// The part of StepIssuer that only mapped nests need: operands on rows and columns of lanes, loads into registers, and
// the DMA engine.

namespace deltasim::sim
{

Ticks StepIssuer::wait_for_tiles(const BoundStep& step, Ticks issue, Awaited& last) const
{
    if (state_.mapped.held_up.time > issue) {
        issue = clock_.edge_at_or_after(state_.mapped.held_up.time);
        last = {issue, state_.mapped.held_up.cause};
        last.not_asked = last.cause;
    }
    for (std::size_t o = step.reads; o < step.end; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        if (operand.tile == 0 || operand.held || state_.mapped.tiles[operand.tile - 1].usable <= issue) continue;
        issue = clock_.edge_at_or_after(state_.mapped.tiles[operand.tile - 1].usable);
        last = {issue, TimeCause::fill};
        last.not_asked = TimeCause::fill;
    }
    return issue;
}

void StepIssuer::read_spans(std::size_t o, Ticks issue, Awaited& last)
{
    const BoundOperand& operand = nest_.operands[o];
    for (std::uint64_t a = 0; a < operand.spans[0]; ++a) {
        for (std::uint64_t b = 0; b < operand.spans[1]; ++b) {
            const std::uint64_t first = nest_.at.addresses[o] + a * operand.span_strides[0];
            read_span(operand, first + b * operand.span_strides[1], issue, last);
        }
    }
}

void StepIssuer::run_other_step(const BoundStep& step)
{
    const schedule::Step& what = *step.step;
    if (step.timing.unit == schedule::StepUnit::engine) return run_engine_step(step);
    if (step.timing.unit == schedule::StepUnit::filled) {
        return state_.mapped.tiles[what.tile - 1].ahead.push_back(setup_.engine->done());
    }
    if (step.timing.unit == schedule::StepUnit::turn) {
        MappedState::Tile& tile = state_.mapped.tiles[what.tile - 1];
        tile.usable = tile.ahead.front();
        tile.ahead.erase(tile.ahead.begin());
        return;
    }
    Awaited last{Ticks(0), TimeCause::issue};
    const Ticks issue = next_issue(step, last);
    if (last.cause != TimeCause::issue) state_.mapped.held_up = last;
    state_.mapped.load_issued = issue;
    if (!state_.pending.empty()) send_writes(issue);
    // Sums return to the accumulators, not through the array.
    const bool shifts = what.registers.empty() && setup_.array->shifts();
    std::size_t memory = state_.mapped.loaded_memory;
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        if (shifts) {
            shift_in(o, issue, last);
        } else {
            read(o, issue, last);
        }
        if (last.clock == &setup_.memories[nest_.operands[o].memory_index].clock) {
            memory = nest_.operands[o].memory_index;
        }
    }
    const bool awaited = last.cause == TimeCause::sram_latency || last.cause == TimeCause::dram;
    if (awaited && last.time > state_.mapped.loaded.time) {
        state_.mapped.loaded = last;
        state_.mapped.loaded.not_asked = TimeCause::issue;
        state_.mapped.loaded_memory = memory;
    }
}

/// Stationary operands of a systolic array: each row shifts in behind the row before.
void StepIssuer::shift_in(std::size_t o, Ticks issue, Awaited& last)
{
    const BoundOperand& operand = nest_.operands[o];
    Ticks first{0};
    for (std::uint64_t a = 0; a < operand.spans[0]; ++a) {
        for (std::uint64_t b = 0; b < operand.spans[1]; ++b) {
            const std::uint64_t row = nest_.at.addresses[o] + a * operand.span_strides[0];
            read_span(operand, row + b * operand.span_strides[1], issue, last);
        }
        if (a == 0) first = last.time;
    }
    state_.account.shift(setup_.array->load(first, last.time), issue, last);
}

/// A burst begins after everything that the controller has passed before it: loads that were issued, and steps that
/// have their operands. A burst out of a tile begins when all results are in their memories. Until then the controller
/// waits, so later issues come after the results.
Ticks StepIssuer::earliest_burst(bool drains)
{
    const Ticks passed = std::max(state_.last_start, state_.mapped.load_issued);
    if (!drains) return passed;
    const Ticks done = setup_.array->done();
    send_writes(done);
    state_.mapped.held_up.arrive(done, TimeCause::write_back);
    return std::max({passed, done, state_.writes_done});
}

void StepIssuer::run_engine_step(const BoundStep& step)
{
    const schedule::Step& what = *step.step;
    Ticks earliest = earliest_burst(what.drains);
    const BoundOperand& from = nest_.operands[step.reads];
    const BoundOperand& to = nest_.operands[step.writes];
    for (const BoundOperand* operand : {&from, &to}) {
        if (operand->tile != 0 && operand->tile != what.tile) {
            earliest = std::max(earliest, state_.mapped.tiles[operand->tile - 1].usable);
        }
    }
    const Ticks begin = setup_.engine->begin(earliest);
    Ticks arrived = begin;
    const LineRun read = from.lines(nest_.at.addresses[step.reads]);
    if (from.off_chip) {
        state_.generator.last_request = std::max(state_.generator.last_request, begin);
        arrived = std::max(
            arrived, state_.read_streams[nest_.stream_index[from.stream]].fetch(read, Ticks(0), state_.generator));
    } else {
        const Service service = from.memory->access(read, from.kind, begin);
        watch_engine(from, begin, service);
        arrived = service.done;
    }
    arrived = setup_.engine->write(arrived);
    const LineRun written = to.lines(nest_.at.addresses[step.writes]);
    if (to.off_chip) {
        const Ticks room = state_.write_streams[nest_.stream_index[to.stream]].push(written, arrived, state_.generator);
        arrived = std::max(arrived, room);
    } else {
        const Service service = to.memory->access(written, to.kind, arrived);
        watch_engine(to, arrived, service);
        arrived = service.done;
    }
    setup_.engine->end(arrived);
    if (setup_.observer != nullptr) {
        setup_.observer->on_burst({to.kind.tensor, what.drains, what.lanes, {begin, arrived}});
    }
    setup_.time_limit.check(arrived);
}

}  // namespace deltasim::sim
