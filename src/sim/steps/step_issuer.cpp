// SPDX-License-Identifier: MIT
#include "sim/steps/step_issuer.hpp"

#include <algorithm>
#include <utility>

#include "schedule/step_work.hpp"
#include "sim/steps/nest_binder.hpp"
#include "sim/steps/step_accesses.hpp"

namespace deltasim::sim
{

namespace
{

DramInterface* dram_of(const IssuerSetup& setup)
{
    return setup.memories.empty() ? nullptr : setup.memories.back().dram;
}

}  // namespace

StepIssuer::StepIssuer(const machine::ControllerConfig& config, Clock clock, IssuerSetup setup)
    : clock_(clock), setup_(std::move(setup)),
      row_end_queue_(config.row_end_queue), state_{.account =
                                                       TimeAccount(setup_.waits, dram_of(setup_), setup_.observer)},
      values_(*setup_.array, setup_.value_bytes)
{
    state_.started.assign(config.lookahead_steps, Ticks(0));
    watches_.resize(setup_.memories.size());
    engine_watches_.resize(setup_.memories.size());
}

std::pair<std::uint64_t, std::uint64_t> StepIssuer::extent_of(TensorId tensor) const
{
    const std::uint64_t begin = setup_.placement->at(tensor).address.value();
    return {begin, begin + setup_.words->at(tensor) * bytes_of(setup_.precisions->of(tensor.tensor))};
}

void StepIssuer::begin_nest(const schedule::LoopNest& nest, std::size_t first_step, Ticks start)
{
    nest_ = NestBinder(setup_, nest).bind(first_step);
    open_streams(start);
    state_.started.assign(state_.started.size(), start);
    state_.last_issue = start - clock_.period();
    state_.last_start = start;
    state_.generator.last_request = start;
    setup_.array->begin_nest(start);
    state_.account.begin_nest(start);
    state_.mapped = {};
    state_.mapped.tiles.assign(nest.tiles.size(), {start, {}});
    for (std::size_t t = 0; t < nest.tiles.size(); ++t) {
        // Buffers into which nothing is filled are free from the beginning.
        if (!nest.tiles[t].filled) state_.mapped.tiles[t].ahead.assign(nest.tiles[t].buffers, start);
    }
    values_.begin_nest();
    if (setup_.observer != nullptr) setup_.observer->on_nest_begin(nest.phase, nest.layer, start);
}

/// Opens the streams for everything that the nest reads and writes off chip.
void StepIssuer::open_streams(Ticks start)
{
    state_.read_streams.clear();
    state_.write_streams.clear();
    nest_.stream_index.assign(nest_.nest->streams.size(), 0);
    for (std::size_t s = 0; s < nest_.nest->streams.size(); ++s) {
        const schedule::Stream& stream = nest_.nest->streams[s];
        const MemoryPort& port = setup_.memories[memory_of(*nest_.nest, stream, *setup_.placement)];
        if (port.dram == nullptr) continue;
        const AccessKind kind{stream.tensor.tensor, stream.direction};
        const bool keeps_lines = port.dram->keeps_lines();
        if (stream.direction == Direction::read) {
            nest_.stream_index[s] = state_.read_streams.size();
            state_.read_streams.emplace_back(*port.memory, kind, setup_.stream_buffers.prefetch_depth, keeps_lines,
                                             start);
        } else {
            nest_.stream_index[s] = state_.write_streams.size();
            state_.write_streams.emplace_back(*port.memory, kind, setup_.stream_buffers.write_depth, keeps_lines,
                                              start);
        }
    }
}

Ticks StepIssuer::finish_nest()
{
    const Ticks last_result = setup_.array->done();
    send_writes(last_result);
    Ticks done = std::max(last_result, setup_.engine->done());
    for (WriteStream& stream : state_.write_streams) done = std::max(done, stream.flush(state_.generator));
    const Ticks end = clock_.edge_at_or_after(std::max({done, state_.writes_done, state_.last_issue}));
    setup_.time_limit.check(end);
    state_.account.finish_nest(last_result, end);
    if (setup_.observer != nullptr) setup_.observer->on_nest_end(end);
    return end;
}

/// Sends the on-chip writes whose data is there by `until`, in the order of their steps.
void StepIssuer::send_writes(Ticks until)
{
    while (!state_.pending.empty() && state_.pending.front().ready <= until) {
        const PendingWrite write = state_.pending.front();
        state_.pending.pop_front();
        const BoundOperand& operand = nest_.operands[write.operand];
        const Service service = operand.memory->access(write.lines, operand.kind, write.ready);
        if (!operand.kind.by_cores) watch(operand.memory_index, ConvoyWatch::alone, write.ready, service);
        state_.writes_accepted = std::max(state_.writes_accepted, service.accepted);
        state_.writes_done = std::max(state_.writes_done, service.done);
        setup_.time_limit.check(service.done);
    }
}

void StepIssuer::write_span(std::size_t o, std::uint64_t address, Ticks result)
{
    write_lines(o, nest_.operands[o].lines(address), result);
}

void StepIssuer::write_lines(std::size_t o, LineRun lines, Ticks result)
{
    const BoundOperand& operand = nest_.operands[o];
    if (operand.off_chip) {
        const Ticks room =
            state_.write_streams[nest_.stream_index[operand.stream]].push(lines, result, state_.generator);
        state_.writes_accepted = std::max(state_.writes_accepted, room);
    } else {
        if (operand.view.period_bytes > 0) lines.first = operand.view_lines.remainder(lines.first);
        // Results leave in the order of their steps: an early result waits for those before it.
        const Ticks before = state_.pending.empty() ? result : state_.pending.back().ready;
        state_.pending.push_back({o, lines, std::max(result, before)});
    }
}

void StepIssuer::write(std::size_t o, Ticks result)
{
    const BoundOperand& operand = nest_.operands[o];
    if (operand.has_spans()) return write_spans(o, result);
    write_span(o, nest_.at.addresses[o], result);
}

void StepIssuer::write_spans(std::size_t o, Ticks result)
{
    const BoundOperand& operand = nest_.operands[o];
    for (std::uint64_t a = 0; a < operand.spans[0]; ++a) {
        for (std::uint64_t b = 0; b < operand.spans[1]; ++b) {
            write_span(o, nest_.at.addresses[o] + a * operand.span_strides[0] + b * operand.span_strides[1], result);
        }
    }
}

template <class Visit>
void StepIssuer::each_needed_run(std::size_t o, std::size_t number, const Visit& visit) const
{
    const BoundOperand& operand = nest_.operands[o];
    const std::uint8_t* const needs = needs_.of(number);
    if (operand.lane_words == 0) {
        const auto needed = static_cast<std::uint64_t>(std::count(needs, needs + needs_.lanes, 1));
        if (needed == 0) return;
        LineRun lines = operand.lines(nest_.at.addresses[o]);
        if (operand.repeats > 1) lines = {lines.first, needed, true};
        return visit(operand, lines);
    }
    LineRun run{0, 0, false};
    for (std::uint64_t lane = 0; lane < needs_.lanes; ++lane) {
        if (needs[lane] == 0) continue;
        const std::uint64_t line = operand.line_bytes.divide(nest_.at.addresses[o] + lane * operand.word_bytes);
        if (run.count > 0 && line < run.first + run.count) continue;
        if (run.count > 0 && line == run.first + run.count) {
            ++run.count;
            continue;
        }
        if (run.count > 0) visit(operand, run);
        run = {line, 1, false};
    }
    if (run.count > 0) visit(operand, run);
}

void StepIssuer::run_array_step(const BoundStep& step, bool masked)
{
    Awaited last{Ticks(0), TimeCause::issue};
    const Ticks issue = next_issue(step, last);
    state_.last_issue = issue;
    if (!state_.pending.empty()) send_writes(issue);

    last.arrive(state_.writes_accepted, TimeCause::write_back);
    if (state_.mapped.loaded.time > last.time) {
        const TimeCause not_asked = last.not_asked;
        last = state_.mapped.loaded;
        last.not_asked = not_asked;
    }
    state_.mapped.loaded.time = Ticks(0);
    if (masked) {
        const auto read_needed = [&](const BoundOperand& operand, const LineRun& lines) {
            read_lines(operand, lines, issue, last);
        };
        for (std::size_t o = step.reads; o < step.writes; ++o) each_needed_run(o, o - step.reads, read_needed);
    } else {
        for (std::size_t o = step.reads; o < step.writes; ++o) read(o, issue, last);
    }
    const Execution execution = setup_.array->execute(step.timing, last.time);
    state_.account.step(step.timing, execution, issue, last);
    if (setup_.observer != nullptr) {
        setup_.observer->on_work(step.timing.unit, {execution.start, execution.start + step.timing.interval});
    }
    setup_.time_limit.check(execution.result);
    if (step.timing.unit == schedule::StepUnit::lanes || !row_end_queue_) {
        state_.started.take_front() = execution.start;
    }
    state_.last_start = execution.start;
    if (masked) {
        for (std::size_t o = step.writes; o < step.end; ++o) {
            each_needed_run(o, o - step.reads, [&](const BoundOperand&, const LineRun& lines) {
                write_lines(o, lines, execution.result);
            });
        }
    } else {
        for (std::size_t o = step.writes; o < step.end; ++o) write(o, execution.result);
    }
}

void StepIssuer::run_masked_step(const BoundStep& step) { run_array_step(step, true); }

void StepIssuer::run_step(const BoundStep& step)
{
    const schedule::StepUnit unit = step.timing.unit;
    if (unit == schedule::StepUnit::lanes || unit == schedule::StepUnit::row_end) {
        if (step.skip != BoundStep::no_skip) return run_skipping_step(step);
        run_array_step(step, false);
    } else {
        run_other_step(step);
    }
    move_values(step);
    ++setup_.executions[step.executions];
    ++steps_;
}

}  // namespace deltasim::sim
