// SPDX-License-Identifier: MIT
#include "sim/steps/nest_binder.hpp"

#include <algorithm>
#include <utility>

#include "schedule/step_precision.hpp"
#include "schedule/step_work.hpp"
#include "sim/steps/skip_binder.hpp"

namespace deltasim::sim
{

BoundNest NestBinder::bind(std::size_t first_step)
{
    next_step_ = first_step;
    bind_loop(nest_.nest->body);
    if (setup_.zeros != nullptr) SkipBinder(setup_, nest_).bind();
    return std::move(nest_);
}

/// The address of its first word when the loops begin.
std::uint64_t NestBinder::first_address(const schedule::Operand& operand, const BoundOperand& bound) const
{
    const schedule::Stream& stream = nest_.nest->streams[operand.stream];
    const std::uint64_t begin = stream.tile != 0 ? nest_.nest->tiles[stream.tile - 1].address
                                                 : setup_.placement->at(stream.tensor).address.value();
    return begin + operand.index.constant * bound.word_bytes;
}

BoundOperand NestBinder::bind_operand(const schedule::Step& step, const schedule::Operand& operand) const
{
    const schedule::LoopNest& nest = *nest_.nest;
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
        // For an array whose first rows lie elsewhere: the address at which they would begin.
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
    for (std::size_t d = 0; d < counts_.size(); ++d) {
        const std::vector<std::uint64_t>& coefficients = operand.index.coefficients;
        bound.loops.push_back({d < coefficients.size() ? coefficients[d] : 0, counts_[d]});
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

/// Words of neighbouring lanes form one span. Lanes that share a word make one access if the array multicasts it.
/// Operands that shift in are read one row of lanes at a time.
void NestBinder::bind_spans(const schedule::Step& step, const schedule::Operand& operand, BoundOperand& bound) const
{
    std::uint64_t rows = step.rows;
    std::uint64_t columns = step.lanes / step.rows;
    const bool written = bound.kind.direction == Direction::write;
    if (operand.row_words == 0 && (setup_.multicast_columns || written)) rows = 1;
    if (operand.column_words == 0 && (setup_.multicast_rows || written)) columns = 1;
    std::uint64_t run = 1;
    const auto join = [&](std::uint64_t& lanes, std::uint64_t words) {
        if (lanes == 1 || words != run) return;
        run *= lanes;
        lanes = 1;
    };
    join(columns, operand.column_words);
    if (step.unit != schedule::StepUnit::load || !setup_.array->shifts()) join(rows, operand.row_words);
    join(columns, operand.column_words);
    bound.lane_words = run > 1 ? 1 : 0;
    bound.span_bytes = run * bound.word_bytes;
    bound.spans = {rows, columns};
    bound.span_strides = {rows > 1 ? operand.row_words * bound.word_bytes : 0,
                          columns > 1 ? operand.column_words * bound.word_bytes : 0};
}

/// The timing of the instructions that load and store the step's words, and of its operations.
StepTiming NestBinder::core_timing(const schedule::Step& step, const BoundStep& bound) const
{
    machine::StepInstructions instructions;
    instructions.lanes = step.lanes;
    instructions.row_end = step.unit == schedule::StepUnit::row_end;
    instructions.precision = schedule::computed_in(*nest_.nest, step, *setup_.precisions);
    instructions.operations = step.operations;
    Ticks waits{0};
    for (std::size_t o = bound.reads; o < bound.end; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        const std::uint64_t times = operand.accesses_by_cores();
        if (o >= bound.writes) {
            instructions.stores += times;
            continue;
        }
        const Precision precision = setup_.precisions->of(operand.kind.tensor);
        instructions.loads += times;
        instructions.unpack += times * setup_.array->instructions()->widths[static_cast<std::size_t>(precision)].unpack;
        waits = waits + Ticks(setup_.memories[operand.memory_index].waits.value() * static_cast<std::int64_t>(times));
    }
    return setup_.array->timing(instructions, step.needs_result, waits);
}

BoundStep NestBinder::bind_step(const schedule::Step& step)
{
    BoundStep bound{&step, setup_.array->timing(step), nest_.operands.size(), 0, 0, next_step_++};
    bound.writes = bound.reads;
    for (const schedule::Operand& operand : step.operands) {
        if (operand.held && setup_.value_bytes == 0) continue;
        nest_.operands.push_back(bind_operand(step, operand));
        nest_.at.addresses.push_back(first_address(operand, nest_.operands.back()));
        if (nest_.operands.back().kind.direction == Direction::read) bound.writes = nest_.operands.size();
    }
    bound.end = nest_.operands.size();
    const bool works = step.unit == schedule::StepUnit::lanes || step.unit == schedule::StepUnit::row_end;
    if (works && setup_.array->instructions() != nullptr) bound.timing = core_timing(step, bound);
    return bound;
}

/// Binds what is inside `loop`, and then the loop itself; returns its index.
std::size_t NestBinder::bind_loop(const schedule::Loop& loop)
{
    const std::size_t depth = counts_.size();
    const std::size_t first_operand = nest_.operands.size();
    BoundLoop result;
    result.count = loop.count;
    result.depth = depth;
    result.has_index = depth > 0;
    result.first_operand = first_operand;
    for (const schedule::NestNode& node : loop.body) {
        if (const auto* step = std::get_if<schedule::Step>(&node)) {
            const BoundStep bound = bind_step(*step);
            result.body.push_back({true, nest_.steps.size()});
            nest_.steps.push_back(bound);
            ++result.steps;
            continue;
        }
        const schedule::Loop& inner_loop = std::get<schedule::Loop>(node);
        counts_.push_back(inner_loop.count);
        const std::size_t inner = bind_loop(inner_loop);
        counts_.pop_back();
        result.body.push_back({false, inner});
        result.steps += nest_.loops[inner].count * nest_.loops[inner].steps;
    }
    result.operand_count = nest_.operands.size() - first_operand;
    // The nest's body has no index, and so moves nothing.
    for (std::size_t o = first_operand; depth > 0 && o < nest_.operands.size(); ++o) {
        result.strides.push_back(nest_.operands[o].loops[depth - 1].words * nest_.operands[o].word_bytes);
    }
    if (nest_.at.indices.size() < depth) nest_.at.indices.resize(depth, 0);
    nest_.loops.push_back(std::move(result));
    return nest_.loops.size() - 1;
}

}  // namespace deltasim::sim
