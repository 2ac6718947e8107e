// SPDX-License-Identifier: MIT
#include "sim/training_controller.hpp"

#include <algorithm>
#include <utility>

namespace deltasim
{

namespace
{

/// Steps between two calls of Work::progress.
constexpr std::uint64_t progress_interval = 1U << 16U;

std::size_t steps_in(const Loop& loop)
{
    std::size_t steps = 0;
    for (const Node& node : loop.body) {
        steps += std::holds_alternative<Step>(node) ? 1 : steps_in(std::get<Loop>(node));
    }
    return steps;
}

std::size_t steps_in(const Program& program)
{
    std::size_t steps = 0;
    for (const LoopNest& nest : program.nests) steps += steps_in(nest.body);
    return steps;
}

}  // namespace

TrainingController::TrainingController(sc_core::sc_module_name name, const ControllerConfig& config, Clock clock,
                                       Work work, CounterLayout& layout)
    : sc_module(name), config_(config), clock_(clock), work_(std::move(work)), step_kinds_(steps_in(*work_.program)),
      first_counter_(layout.add(step_kinds_))
{
    SC_HAS_PROCESS(TrainingController);
    SC_THREAD(run);
}

std::vector<std::uint64_t> TrainingController::executions(const Counts& counts) const
{
    std::vector<std::uint64_t> executions;
    for (std::size_t i = 0; i < step_kinds_; ++i) executions.push_back(counts[first_counter_ + i]);
    return executions;
}

/// Exceptions do not cross the SystemC kernel: what stops the run is kept for whoever started the simulation.
void TrainingController::run()
{
    try {
        run_program();
    } catch (const sc_core::sc_unwind_exception&) {
        throw;
    } catch (...) {
        failure_ = std::current_exception();
    }
    sc_core::sc_stop();
}

void TrainingController::run_program()
{
    array_ = array.operator->();
    for (std::size_t i = 0; i < work_.memories.size(); ++i) work_.memories[i].memory = memories[static_cast<int>(i)];
    state_.started.assign(config_.lookahead_steps, Ticks(0));
    for (const LoopNest& nest : work_.program->nests) {
        begin_nest(nest, end_);
        run_loop(nest_.loops.back());
        const Ticks nest_end = finish_nest();
        sc_core::wait(sc_core::sc_time::from_value(static_cast<std::uint64_t>((nest_end - end_).value())));
        end_ = nest_end;
    }
    for (const MemoryPort& port : work_.memories) {
        if (port.dram != nullptr) port.dram->finish(end_);
    }
}

BoundOperand TrainingController::bind_operand(const LoopNest& nest, const Step& step, const Operand& operand) const
{
    const Stream& stream = nest.streams[operand.stream];
    const MemoryPort& port = work_.memories[work_.placement->at(stream.tensor).memory];
    BoundOperand bound;
    bound.memory = port.memory;
    bound.stream = operand.stream;
    bound.off_chip = port.dram != nullptr;
    bound.kind = {stream.tensor.tensor, stream.direction};
    bound.line_bytes = Divisor(port.line_bytes);
    if (operand.per_lane) {
        bound.lane_words = 1;
        bound.span_bytes = step.lanes * word_bytes;
    } else if (!work_.operand_broadcast) {
        bound.repeats = step.lanes;
    }
    return bound;
}

/// Binds what is inside `loop` and then itself; returns its index. `depth` is the number of loops around it.
std::size_t TrainingController::bind_loop(const Loop& loop, std::size_t depth, BoundNest& bound)
{
    BoundLoop result;
    result.count = loop.count;
    result.first_operand = bound.operands.size();
    std::vector<const Operand*> operands;
    const auto collect = [&](const auto& self, const Loop& inner) -> void {
        for (const Node& node : inner.body) {
            if (const Step* step = std::get_if<Step>(&node)) {
                for (const Operand& operand : step->operands) operands.push_back(&operand);
            } else {
                self(self, std::get<Loop>(node));
            }
        }
    };
    collect(collect, loop);
    if (depth > 0) {  // the nest's body itself has no index
        for (const Operand* operand : operands) {
            result.strides.push_back(operand->index.coefficients[depth - 1] * word_bytes);
        }
    }
    for (const Node& node : loop.body) {
        const Step* step = std::get_if<Step>(&node);
        if (step == nullptr) {
            result.body.push_back({false, bind_loop(std::get<Loop>(node), depth + 1, bound)});
            continue;
        }
        BoundStep bound_step{step, array_->timing(*step), bound.operands.size(), 0, 0, step_number_++};
        for (const Operand& operand : step->operands) {
            const Stream& stream = bound.nest->streams[operand.stream];
            bound.operands.push_back(bind_operand(*bound.nest, *step, operand));
            bound.addresses.push_back(work_.placement->at(stream.tensor).address.value() +
                                      operand.index.constant * word_bytes);
            if (stream.direction == Direction::read) bound_step.writes = bound.operands.size();
        }
        bound_step.writes = std::max(bound_step.writes, bound_step.reads);
        bound_step.end = bound.operands.size();
        result.body.push_back({true, bound.steps.size()});
        bound.steps.push_back(bound_step);
    }
    bound.loops.push_back(std::move(result));
    return bound.loops.size() - 1;
}

BoundNest TrainingController::bind(const LoopNest& nest)
{
    BoundNest bound;
    bound.nest = &nest;
    bind_loop(nest.body, 0, bound);
    return bound;
}

void TrainingController::begin_nest(const LoopNest& nest, Ticks start)
{
    nest_ = bind(nest);
    read_streams_.clear();
    write_streams_.clear();
    stream_index_.assign(nest.streams.size(), 0);
    for (std::size_t s = 0; s < nest.streams.size(); ++s) {
        const Stream& stream = nest.streams[s];
        const MemoryPort& port = work_.memories[work_.placement->at(stream.tensor).memory];
        if (port.dram == nullptr) continue;
        const AccessKind kind{stream.tensor.tensor, stream.direction};
        const bool keeps_lines = port.dram->keeps_lines();
        if (stream.direction == Direction::read) {
            stream_index_[s] = read_streams_.size();
            read_streams_.emplace_back(*port.memory, kind, work_.stream_buffers.prefetch_depth, keeps_lines, start);
        } else {
            stream_index_[s] = write_streams_.size();
            write_streams_.emplace_back(*port.memory, kind, work_.stream_buffers.write_depth, keeps_lines, start);
        }
    }
    std::fill(state_.started.begin(), state_.started.end(), start);
    state_.last_issue = start - clock_.period();
    state_.last_start = start;
    generator_.last_request = start;
}

/// Sends what is still to be written. Returns when all of the nest is done, on an edge of the controller's clock.
Ticks TrainingController::finish_nest()
{
    Ticks done = array_->results_done();
    send_writes(done);
    for (WriteStream& stream : write_streams_) done = std::max(done, stream.flush(generator_));
    return clock_.edge_at_or_after(std::max({done, state_.writes_done, state_.last_issue}));
}

/// Sends the on-chip writes whose data is there by `until`, in the order of their steps.
void TrainingController::send_writes(Ticks until)
{
    while (first_pending_ < pending_writes_.size() && pending_writes_[first_pending_].ready <= until) {
        const PendingWrite& write = pending_writes_[first_pending_++];
        const Service service = write.memory->access(write.lines, write.kind, write.ready);
        state_.writes_accepted = std::max(state_.writes_accepted, service.accepted);
        state_.writes_done = std::max(state_.writes_done, service.done);
    }
    if (first_pending_ == pending_writes_.size()) {
        pending_writes_.clear();
        first_pending_ = 0;
    }
}

void TrainingController::run_loop(const BoundLoop& loop)
{
    std::uint64_t* const addresses = nest_.addresses.data() + loop.first_operand;
    const std::size_t operands = loop.strides.size();
    for (std::uint64_t iteration = 0; iteration < loop.count; ++iteration) {
        for (const BoundNode& node : loop.body) {
            if (node.is_step) {
                run_step(nest_.steps[node.index]);
            } else {
                run_loop(nest_.loops[node.index]);
            }
        }
        for (std::size_t i = 0; i < operands; ++i) addresses[i] += loop.strides[i];
    }
    for (std::size_t i = 0; i < operands; ++i) addresses[i] -= loop.count * loop.strides[i];
}

void TrainingController::run_step(const BoundStep& step)
{
    Ticks& slot = state_.started[state_.oldest];
    const Ticks issue = clock_.edge_at_or_after(std::max(state_.last_issue + clock_.period(), slot));
    state_.last_issue = issue;
    if (first_pending_ < pending_writes_.size()) send_writes(issue);

    Ticks ready = std::max(issue, state_.writes_accepted);
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        const LineRun lines = operand.lines(nest_.addresses[o]);
        const Ticks arrived =
            operand.off_chip ? read_streams_[stream_index_[operand.stream]].fetch(lines, state_.last_start, generator_)
                             : operand.memory->access(lines, operand.kind, issue).done;
        ready = std::max(ready, arrived);
    }
    const Execution execution = array_->execute(step.timing, ready);
    slot = execution.start;
    if (++state_.oldest == state_.started.size()) state_.oldest = 0;
    state_.last_start = execution.start;

    for (std::size_t o = step.writes; o < step.end; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        const LineRun lines = operand.lines(nest_.addresses[o]);
        if (operand.off_chip) {
            const Ticks room = write_streams_[stream_index_[operand.stream]].push(lines, execution.result, generator_);
            state_.writes_accepted = std::max(state_.writes_accepted, room);
        } else {
            pending_writes_.push_back({operand.memory, operand.kind, lines, execution.result});
        }
    }
    if (work_.values) run_values(step);
    ++executions_[step.executions];
    if (++steps_ % progress_interval == 0 && work_.progress) work_.progress(steps_);
}

/// Moves the step's words from the memories through the lanes and back.
void TrainingController::run_values(const BoundStep& step)
{
    StepValues values{step.step->lanes, {}, {}, array_->registers()};
    for (std::size_t o = step.reads; o < step.writes; ++o) {
        const std::span<float> words = nest_.operands[o].memory->contents();
        std::vector<float>& lanes = values.read.emplace_back(values.lanes);
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            lanes[lane] = words[nest_.addresses[o] / word_bytes + lane * nest_.operands[o].lane_words];
        }
    }
    values.written.assign(step.end - step.writes, std::vector<float>(values.lanes));
    array_->compute(*step.step, values);
    for (std::size_t o = step.writes; o < step.end; ++o) {
        const std::span<float> words = nest_.operands[o].memory->contents();
        const std::vector<float>& lanes = values.written[o - step.writes];
        for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
            words[nest_.addresses[o] / word_bytes + lane * nest_.operands[o].lane_words] = lanes[lane];
        }
    }
}

}  // namespace deltasim
