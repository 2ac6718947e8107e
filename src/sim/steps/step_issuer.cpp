// SPDX-License-Identifier: MIT
#include "sim/steps/step_issuer.hpp"

#include <algorithm>
#include <utility>

#include "schedule/step_work.hpp"
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
      row_end_queue_(config.row_end_queue), state_{.started = {},
                                                   .pending = {},
                                                   .generator = {},
                                                   .account =
                                                       TimeAccount(setup_.waits, dram_of(setup_), setup_.observer),
                                                   .mapped = {},
                                                   .read_streams = {},
                                                   .write_streams = {}}
{
    state_.started.assign(config.lookahead_steps, Ticks(0));
    watches_.resize(setup_.memories.size());
    engine_watches_.resize(setup_.memories.size());
}

BoundOperand StepIssuer::bind_operand(const schedule::LoopNest& nest, const schedule::Step& step,
                                      const schedule::Operand& operand) const
{
    const schedule::Stream& stream = nest.streams[operand.stream];
    const std::size_t memory = memory_of(nest, stream, *setup_.placement);
    const MemoryPort& port = setup_.memories[memory];
    BoundOperand bound;
    bound.memory = port.memory;
    bound.memory_index = memory;
    bound.tile = stream.tile;
    bound.held = operand.held;
    bound.stream = operand.stream;
    bound.off_chip = port.dram != nullptr;
    bound.kind = {stream.tensor.tensor, stream.direction, stream.by_engine};
    bound.line_bytes = Divisor(port.line_bytes);
    bound.word_bytes = bytes_of(setup_.precisions->of(stream.tensor.tensor));
    if (const auto home = setup_.placement->find(stream.tensor); home != setup_.placement->end()) {
        // Of an array whose first rows lie elsewhere: where they would begin.
        bound.first_address = home->second.address.value() - home->second.words_before * bound.word_bytes;
    }
    if (setup_.row_layouts != nullptr) {
        const auto layout = setup_.row_layouts->find(stream.tensor.all_rows());
        if (layout != setup_.row_layouts->end()) bound.layout = &layout->second;
    }
    bound.span_bytes = bound.word_bytes;
    bound.view = port.memory->address_view();
    bound.view_lines = Divisor(std::max<std::uint64_t>(1, bound.view.period_bytes / port.line_bytes));
    if (stream.tile != 0 && bound.view.period_bytes == 0) {
        const schedule::TileBuffer& tile = nest.tiles[stream.tile - 1];
        bound.wraps = true;
        bound.ring_begin = tile.address;
        bound.ring_bytes = Divisor(tile.pitch_words * tile.buffers * bound.word_bytes);
    }
    if (const machine::Instructions* cores = setup_.array->instructions(); cores != nullptr && !stream.by_engine) {
        bound.kind.by_cores = true;
        bound.load_words = cores->widths[static_cast<std::size_t>(setup_.precisions->of(stream.tensor.tensor))].words;
    }
    if (step.rows > 0) {
        bind_spans(step, operand, bound);
    } else if (operand.per_lane) {
        bound.lane_words = 1;
        bound.span_bytes = step.lanes * bound.word_bytes;
    } else if (!setup_.operand_broadcast) {
        bound.repeats = step.lanes;
    }
    return bound;
}

/// Binds what is inside `loop` and then itself; returns its index. `counts` are those of the loops around it.
std::size_t StepIssuer::bind_loop(const schedule::Loop& loop, std::vector<std::uint64_t>& counts,
                                  std::size_t& step_number)
{
    const std::size_t depth = counts.size();
    const std::size_t first_operand = nest_.operands.size();
    BoundLoop result;
    result.count = loop.count;
    result.depth = depth;
    result.first_operand = first_operand;
    for (const schedule::NestNode& node : loop.body) {
        const schedule::Step* step = std::get_if<schedule::Step>(&node);
        if (step == nullptr) {
            const schedule::Loop& inner_loop = std::get<schedule::Loop>(node);
            counts.push_back(inner_loop.count);
            const std::size_t inner = bind_loop(inner_loop, counts, step_number);
            counts.pop_back();
            result.body.push_back({false, inner});
            result.steps += nest_.loops[inner].count * nest_.loops[inner].steps;
            continue;
        }
        BoundStep bound_step{step, setup_.array->timing(*step), nest_.operands.size(), 0, 0, step_number++};
        bound_step.writes = bound_step.reads;
        for (const schedule::Operand& operand : step->operands) {
            const schedule::Stream& stream = nest_.nest->streams[operand.stream];
            if (operand.held && setup_.value_bytes == 0) continue;
            nest_.operands.push_back(bind_operand(*nest_.nest, *step, operand));
            nest_.coefficients.push_back(&operand.index.coefficients);
            nest_.loop_counts.push_back(counts);
            const std::uint64_t begin = stream.tile != 0 ? nest_.nest->tiles[stream.tile - 1].address
                                                         : setup_.placement->at(stream.tensor).address.value();
            nest_.addresses.push_back(begin + operand.index.constant * nest_.operands.back().word_bytes);
            if (stream.direction == Direction::read) bound_step.writes = nest_.operands.size();
        }
        bound_step.end = nest_.operands.size();
        const bool works = step->unit == schedule::StepUnit::lanes || step->unit == schedule::StepUnit::row_end;
        if (works && setup_.array->instructions() != nullptr) bound_step.timing = core_timing(*step, bound_step);
        result.body.push_back({true, nest_.steps.size()});
        nest_.steps.push_back(bound_step);
        ++result.steps;
    }
    result.operand_count = nest_.operands.size() - first_operand;
    // The nest's body itself has no index, and so moves nothing.
    for (std::size_t o = first_operand; depth > 0 && o < nest_.operands.size(); ++o) {
        result.strides.push_back((*nest_.coefficients[o])[depth - 1] * nest_.operands[o].word_bytes);
    }
    if (nest_.indices.size() < depth) nest_.indices.resize(depth, 0);
    nest_.loops.push_back(std::move(result));
    return nest_.loops.size() - 1;
}

std::pair<std::uint64_t, std::uint64_t> StepIssuer::extent_of(TensorId tensor) const
{
    const std::uint64_t begin = setup_.placement->at(tensor).address.value();
    return {begin, begin + setup_.words->at(tensor) * bytes_of(setup_.precisions->of(tensor.tensor))};
}

void StepIssuer::begin_nest(const schedule::LoopNest& nest, std::size_t first_step, Ticks start)
{
    nest_ = BoundNest{};
    nest_.nest = &nest;
    std::vector<std::uint64_t> counts;
    bind_loop(nest.body, counts, first_step);
    if (setup_.zeros != nullptr) {
        std::vector<std::size_t> guards;
        bind_skips(nest.body, nest_.loops.size() - 1, counts, guards);
    }

    state_.read_streams.clear();
    state_.write_streams.clear();
    nest_.stream_index.assign(nest.streams.size(), 0);
    for (std::size_t s = 0; s < nest.streams.size(); ++s) {
        const schedule::Stream& stream = nest.streams[s];
        const MemoryPort& port = setup_.memories[memory_of(nest, stream, *setup_.placement)];
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
    state_.started.assign(state_.started.size(), start);
    state_.last_issue = start - clock_.period();
    state_.last_start = start;
    state_.generator.last_request = start;
    setup_.array->begin_nest(start);
    state_.account.begin_nest(start);
    state_.mapped = {};
    state_.mapped.tiles.assign(nest.tiles.size(), {start, {}});
    for (std::size_t t = 0; t < nest.tiles.size(); ++t) {
        // Buffers that nothing is filled into are free from the beginning.
        if (!nest.tiles[t].filled) state_.mapped.tiles[t].ahead.assign(nest.tiles[t].buffers, start);
    }
    lane_store_.clear();
    if (setup_.observer != nullptr) setup_.observer->on_nest_begin(nest.phase, nest.layer, start);
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
        // Results leave in the order of their steps: one that is there early waits for those before it.
        const Ticks before = state_.pending.empty() ? result : state_.pending.back().ready;
        state_.pending.push_back({o, lines, std::max(result, before)});
    }
}

void StepIssuer::write(std::size_t o, Ticks result)
{
    const BoundOperand& operand = nest_.operands[o];
    if (operand.has_spans()) return write_spans(o, result);
    write_span(o, nest_.addresses[o], result);
}

void StepIssuer::write_spans(std::size_t o, Ticks result)
{
    const BoundOperand& operand = nest_.operands[o];
    for (std::uint64_t a = 0; a < operand.spans[0]; ++a) {
        for (std::uint64_t b = 0; b < operand.spans[1]; ++b) {
            write_span(o, nest_.addresses[o] + a * operand.span_strides[0] + b * operand.span_strides[1], result);
        }
    }
}

template <class Visit>
void StepIssuer::each_needed_run(std::size_t o, std::size_t number, const Visit& visit) const
{
    const BoundOperand& operand = nest_.operands[o];
    const std::uint8_t* const needs = needs_.data() + number * masked_lanes_;
    if (operand.lane_words == 0) {
        const auto needed = static_cast<std::uint64_t>(std::count(needs, needs + masked_lanes_, 1));
        if (needed == 0) return;
        LineRun lines = operand.lines(nest_.addresses[o]);
        if (operand.repeats > 1) lines = {lines.first, needed, true};
        return visit(operand, lines);
    }
    LineRun run{0, 0, false};
    for (std::uint64_t lane = 0; lane < masked_lanes_; ++lane) {
        if (needs[lane] == 0) continue;
        const std::uint64_t line = operand.line_bytes.divide(nest_.addresses[o] + lane * operand.word_bytes);
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
    if (setup_.value_bytes > 0) run_values(step);
    ++setup_.executions[step.executions];
    ++steps_;
}

/// Moves the step's words from the memories through the lanes and back.
void StepIssuer::run_values(const BoundStep& step)
{
    if (nest_.nest->mapped) {
        return lane_store_.perform(
            *step.step, nest_.indices,
            {[&](std::size_t o, std::uint64_t offset) -> double& {
                 const BoundOperand& operand = nest_.operands[step.reads + o];
                 const std::uint64_t address = nest_.addresses[step.reads + o] + offset * operand.word_bytes;
                 return operand.memory->contents()[operand.place(*nest_.nest, address) / setup_.value_bytes];
             },
             [&](std::size_t o, std::uint64_t place) { return nest_.operands[step.reads + o].word_of(place); },
             [&](std::size_t o) { return nest_.operands[step.reads + o].kind.direction == Direction::write; }});
    }
    schedule::StepValues values{step.step->lanes, {}, {}, setup_.array->registers()};
    const auto word_of_lane = [&](std::size_t o, std::uint64_t lane) -> double& {
        const BoundOperand& operand = nest_.operands[o];
        const std::uint64_t address = nest_.addresses[o] + lane * operand.lane_words * operand.word_bytes;
        return operand.memory->contents()[address / setup_.value_bytes];
    };
    const auto lane_words = [&](std::size_t o) -> schedule::LaneWords {
        return {nest_.operands[o].word_at(nest_.addresses[o]), nest_.operands[o].lane_words > 0};
    };
    // A word that one lane has read is there for all that share it.
    const auto is_needed = [&](std::size_t o, std::uint64_t lane) {
        if (step.skip == BoundStep::no_skip) return true;
        const std::uint8_t* const needs = needs_.data() + (o - step.reads) * masked_lanes_;
        const bool is_shared = nest_.operands[o].lane_words == 0;
        return is_shared ? std::any_of(needs, needs + masked_lanes_, [](auto need) { return need != 0; })
                         : needs[lane] != 0;
    };
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        std::vector<float>& lanes = values.read.emplace_back(values.lanes);
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            if (!is_needed(o, lane)) continue;
            lanes[lane] = static_cast<float>(word_of_lane(o, lane));
        }
        values.read_words.push_back(lane_words(o));
    }
    values.written.assign(step.end - step.writes, std::vector<float>(values.lanes));
    for (std::size_t o = step.writes; o < step.end; ++o) values.written_words.push_back(lane_words(o));
    setup_.array->compute(*step.step, values);
    for (std::size_t o = step.writes; o < step.end; ++o) {
        const std::vector<float>& lanes = values.written[o - step.writes];
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            if (is_needed(o, lane)) word_of_lane(o, lane) = lanes[lane];
        }
    }
}

}  // namespace deltasim::sim
