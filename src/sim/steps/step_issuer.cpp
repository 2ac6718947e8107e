// SPDX-License-Identifier: MIT
#include "sim/steps/step_issuer.hpp"

#include <algorithm>
#include <utility>

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
    : clock_(clock), setup_(std::move(setup)), account_(setup_.waits, dram_of(setup_))
{
    state_.started.assign(config.lookahead_steps, Ticks(0));
    watches_.resize(setup_.memories.size());
}

BoundOperand StepIssuer::bind_operand(const schedule::LoopNest& nest, const schedule::Step& step,
                                      const schedule::Operand& operand) const
{
    const schedule::Stream& stream = nest.streams[operand.stream];
    const std::size_t memory = setup_.placement->at(stream.tensor).memory;
    const MemoryPort& port = setup_.memories[memory];
    BoundOperand bound;
    bound.memory = port.memory;
    bound.memory_index = memory;
    bound.stream = operand.stream;
    bound.off_chip = port.dram != nullptr;
    bound.kind = {stream.tensor.tensor, stream.direction};
    bound.line_bytes = Divisor(port.line_bytes);
    bound.word_bytes = bytes_of(setup_.precisions->of(stream.tensor.tensor));
    bound.first_address = setup_.placement->at(stream.tensor).address.value();
    if (setup_.row_layouts != nullptr) {
        const auto layout = setup_.row_layouts->find(stream.tensor);
        if (layout != setup_.row_layouts->end()) bound.layout = &layout->second;
    }
    bound.span_bytes = bound.word_bytes;
    bound.view = port.memory->address_view();
    bound.view_lines = Divisor(std::max<std::uint64_t>(1, bound.view.period_bytes / port.line_bytes));
    if (operand.per_lane) {
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
            nest_.operands.push_back(bind_operand(*nest_.nest, *step, operand));
            nest_.coefficients.push_back(&operand.index.coefficients);
            nest_.loop_counts.push_back(counts);
            nest_.addresses.push_back(setup_.placement->at(stream.tensor).address.value() +
                                      operand.index.constant * nest_.operands.back().word_bytes);
            if (stream.direction == Direction::read) bound_step.writes = nest_.operands.size();
        }
        bound_step.end = nest_.operands.size();
        result.body.push_back({true, nest_.steps.size()});
        nest_.steps.push_back(bound_step);
        ++result.steps;
    }
    result.operand_count = nest_.operands.size() - first_operand;
    // The nest's body itself has no index, and so moves nothing.
    for (std::size_t o = first_operand; depth > 0 && o < nest_.operands.size(); ++o) {
        result.strides.push_back((*nest_.coefficients[o])[depth - 1] * nest_.operands[o].word_bytes);
    }
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

    read_streams_.clear();
    write_streams_.clear();
    nest_.stream_index.assign(nest.streams.size(), 0);
    for (std::size_t s = 0; s < nest.streams.size(); ++s) {
        const schedule::Stream& stream = nest.streams[s];
        const MemoryPort& port = setup_.memories[setup_.placement->at(stream.tensor).memory];
        if (port.dram == nullptr) continue;
        const AccessKind kind{stream.tensor.tensor, stream.direction};
        const bool keeps_lines = port.dram->keeps_lines();
        if (stream.direction == Direction::read) {
            nest_.stream_index[s] = read_streams_.size();
            read_streams_.emplace_back(*port.memory, kind, setup_.stream_buffers.prefetch_depth, keeps_lines, start);
        } else {
            nest_.stream_index[s] = write_streams_.size();
            write_streams_.emplace_back(*port.memory, kind, setup_.stream_buffers.write_depth, keeps_lines, start);
        }
    }
    std::fill(state_.started.begin(), state_.started.end(), start);
    state_.last_issue = start - clock_.period();
    state_.last_start = start;
    state_.generator.last_request = start;
    account_.begin_nest(start);
}

Ticks StepIssuer::finish_nest()
{
    const Ticks last_result = setup_.array->done();
    Ticks done = last_result;
    send_writes(done);
    for (WriteStream& stream : write_streams_) done = std::max(done, stream.flush(state_.generator));
    const Ticks end = clock_.edge_at_or_after(std::max({done, state_.writes_done, state_.last_issue}));
    setup_.time_limit.check(end);
    account_.finish_nest(last_result, end);
    return end;
}

/// Sends the on-chip writes whose data is there by `until`, in the order of their steps.
void StepIssuer::send_writes(Ticks until)
{
    std::vector<PendingWrite>& pending = state_.pending;
    while (state_.first_pending < pending.size() && pending[state_.first_pending].ready <= until) {
        const PendingWrite& write = pending[state_.first_pending++];
        const Service service = setup_.memories[write.memory].memory->access(write.lines, write.kind, write.ready);
        watch(write.memory, ConvoyWatch::alone, write.ready, service);
        state_.writes_accepted = std::max(state_.writes_accepted, service.accepted);
        state_.writes_done = std::max(state_.writes_done, service.done);
        setup_.time_limit.check(service.done);
    }
    if (state_.first_pending == pending.size()) {
        pending.clear();
        state_.first_pending = 0;
    }
}

void StepIssuer::run_step(const BoundStep& step)
{
    Ticks& slot = state_.started[state_.oldest];
    const Ticks issue = clock_.edge_at_or_after(std::max(state_.last_issue + clock_.period(), slot));
    state_.last_issue = issue;
    if (!state_.pending.empty()) send_writes(issue);

    Awaited last{issue, TimeCause::issue};
    last.arrive(state_.writes_accepted, TimeCause::write_back);
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        const LineRun lines = operand.lines(nest_.addresses[o]);
        if (operand.off_chip) {
            ReadStream& stream = read_streams_[nest_.stream_index[operand.stream]];
            last.arrive(stream.fetch(lines, state_.last_start, state_.generator), TimeCause::dram);
        } else {
            const Service service = operand.memory->access(lines, operand.kind, issue);
            watch(operand.memory_index, operand.convoy, issue, service);
            last.arrive(service, setup_.memories[operand.memory_index].clock);
        }
    }
    const Execution execution = setup_.array->execute(step.timing, last.time);
    account_.step(step.timing, execution, issue, last);
    setup_.time_limit.check(execution.result);
    slot = execution.start;
    if (++state_.oldest == state_.started.size()) state_.oldest = 0;
    state_.last_start = execution.start;

    for (std::size_t o = step.writes; o < step.end; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        LineRun lines = operand.lines(nest_.addresses[o]);
        if (operand.off_chip) {
            const Ticks room =
                write_streams_[nest_.stream_index[operand.stream]].push(lines, execution.result, state_.generator);
            state_.writes_accepted = std::max(state_.writes_accepted, room);
        } else {
            if (operand.view.period_bytes > 0) lines.first = operand.view_lines.remainder(lines.first);
            // Results leave in the order of their steps: one that is there early waits for those before it.
            const Ticks before = state_.pending.empty() ? execution.result : state_.pending.back().ready;
            state_.pending.push_back({operand.memory_index, operand.kind, lines, std::max(execution.result, before)});
        }
    }
    if (setup_.value_bytes > 0) run_values(step);
    ++setup_.executions[step.executions];
    ++steps_;
}

/// Moves the step's words from the memories through the lanes and back.
void StepIssuer::run_values(const BoundStep& step)
{
    schedule::StepValues values{step.step->lanes, {}, {}, setup_.array->registers()};
    const auto word_of_lane = [&](std::size_t o, std::uint64_t lane) -> float& {
        const BoundOperand& operand = nest_.operands[o];
        const std::uint64_t address = nest_.addresses[o] + lane * operand.lane_words * operand.word_bytes;
        return operand.memory->contents()[address / setup_.value_bytes];
    };
    const auto lane_words = [&](std::size_t o) -> schedule::LaneWords {
        return {nest_.operands[o].word_at(nest_.addresses[o]), nest_.operands[o].lane_words > 0};
    };
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        std::vector<float>& lanes = values.read.emplace_back(values.lanes);
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) lanes[lane] = word_of_lane(o, lane);
        values.read_words.push_back(lane_words(o));
    }
    values.written.assign(step.end - step.writes, std::vector<float>(values.lanes));
    for (std::size_t o = step.writes; o < step.end; ++o) values.written_words.push_back(lane_words(o));
    setup_.array->compute(*step.step, values);
    for (std::size_t o = step.writes; o < step.end; ++o) {
        const std::vector<float>& lanes = values.written[o - step.writes];
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) word_of_lane(o, lane) = lanes[lane];
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

    pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(first_pending));
    first_pending = 0;
    std::size_t writes = pending.size();
    archive.number(writes);
    pending.resize(writes);
    for (PendingWrite& write : pending) {
        archive.number(write.memory);
        archive.number(write.kind.tensor);
        archive.position(write.lines.first);
        archive.number(write.lines.count);
        archive.number(write.lines.same_line);
        archive.issue_time(write.ready);
        write.kind.direction = Direction::write;
    }
    if (!with_dram) return;
    for (const std::size_t stream : streams) {
        if (nest_.nest->streams[stream].direction == Direction::read) {
            read_streams_[nest_.stream_index[stream]].describe(archive, stream);
        } else {
            write_streams_[nest_.stream_index[stream]].describe(archive, stream);
        }
    }
}

void StepIssuer::encode(StateEncoder& encoder, const std::vector<std::size_t>& streams, bool with_dram)
{
    describe(encoder, streams, with_dram);
    setup_.array->encode(encoder);
    for (const MemoryPort& port : setup_.memories) {
        if (port.dram == nullptr || with_dram) port.memory->encode(encoder);
    }
}

void StepIssuer::decode(StateDecoder& decoder, const std::vector<std::size_t>& streams, bool with_dram)
{
    describe(decoder, streams, with_dram);
    setup_.array->decode(decoder);
    for (const MemoryPort& port : setup_.memories) {
        if (port.dram == nullptr || with_dram) port.memory->decode(decoder);
    }
}

}  // namespace deltasim::sim
