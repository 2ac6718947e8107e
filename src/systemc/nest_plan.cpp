// SPDX-License-Identifier: MIT
#include "systemc/nest_plan.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "schedule/step_work.hpp"

namespace deltasim::systemc
{

namespace
{

class Planner
{
public:
    Planner(const schedule::LoopNest& nest, const PlanContext& context, std::size_t first_kind)
        : nest_(nest), context_(context), kind_(first_kind), buffer_of_(nest.streams.size(), 0)
    {
        for (std::size_t s = 0; s < nest.streams.size(); ++s) {
            const schedule::Stream& stream = nest.streams[s];
            if (!context.memories[schedule::memory_of(nest, stream, context.placement)].off_chip) continue;
            auto& reads = stream.by_engine ? plan_.engine_reads : plan_.reads;
            auto& writes = stream.by_engine ? plan_.engine_writes : plan_.writes;
            auto& buffers = stream.direction == Direction::read ? reads : writes;
            buffer_of_[s] = buffers.size();
            if (stream.direction == Direction::write) plan_.emptied.push_back({stream.by_engine, buffers.size()});
            buffers.push_back({stream.tensor.tensor, stream.direction});
        }
    }

    NestPlan plan()
    {
        add_loop(nest_.body, 0);
        for (const schedule::TileBuffer& tile : nest_.tiles) plan_.tiles.push_back({tile.filled ? 0 : tile.buffers});
        plan_.mapped = nest_.mapped;
        if (nest_.mapped) plan_.rows_waiting = context_.array.accumulators;
        return std::move(plan_);
    }

private:
    /// Adds the inner loops and steps, and then the loop itself; returns its index. `depth`: the number of loops around
    /// it.
    std::size_t add_loop(const schedule::Loop& loop, std::size_t depth)
    {
        PlannedLoop planned;
        planned.count = loop.count;
        planned.first_operand = plan_.operands.size();
        for (const auto& part : loop.body) {
            if (const auto* step = std::get_if<schedule::Step>(&part)) {
                add_step(*step);
                planned.body.push_back({true, plan_.steps.size() - 1});
            } else {
                planned.body.push_back({false, add_loop(std::get<schedule::Loop>(part), depth + 1)});
            }
        }
        for (std::size_t o = planned.first_operand; o < plan_.operands.size(); ++o) {
            // The nest's body has no index, and runs once.
            const std::uint64_t words = depth == 0 ? 0 : (*coefficients_[o])[depth - 1];
            planned.strides.push_back(words * plan_.operands[o].word_bytes);
        }
        plan_.loops.push_back(std::move(planned));
        return plan_.loops.size() - 1;
    }

    void add_step(const schedule::Step& step)
    {
        PlannedStep planned;
        planned.step = &step;
        planned.kind = kind_++;
        set_timing(step, planned);
        planned.reads = planned.writes = plan_.operands.size();
        for (const schedule::Operand& operand : step.operands) {
            add_operand(step, operand);
            if (nest_.streams[operand.stream].direction == Direction::read) planned.writes = plan_.operands.size();
        }
        planned.end = plan_.operands.size();
        plan_.steps.push_back(planned);
    }

    /// The operations of a step depend on one another: their latencies add up, and in a lane also their intervals. The
    /// row-end unit is a chain of adders and further stages: it takes the next row as soon as its slowest stage can.
    void set_timing(const schedule::Step& step, PlannedStep& planned) const
    {
        std::uint64_t latency = 0;
        std::uint64_t interval = 0;
        for (std::size_t i = 0; i < operation_count; ++i) {
            const std::uint64_t times = step.operations[i];
            const machine::OperationTiming& operation = context_.array.operations[i];
            if (times == 0) continue;
            latency += times * operation.latency_cycles;
            interval = step.unit == schedule::StepUnit::lanes ? interval + times * operation.interval_cycles
                                                              : std::max(interval, operation.interval_cycles);
        }
        if (step.rows > 0) latency = latency_on_rows(step, latency);
        planned.latency_cycles = std::max<std::uint64_t>(latency, 1);
        planned.interval_cycles = std::max<std::uint64_t>(interval, 1);
    }

    /// For rows of lanes. In a systolic array operands and sums pass from lane to lane, one per clock. `latency` has
    /// one addition after the other for the sums of a row's lanes; a tree adds them in pairs, and a systolic array on
    /// their way.
    [[nodiscard]] std::uint64_t latency_on_rows(const schedule::Step& step, std::uint64_t latency) const
    {
        const machine::Reduction reduction = context_.array.reduction;
        const bool systolic = reduction == machine::Reduction::systolic;
        if (step.unit == schedule::StepUnit::lanes) {
            const bool passes = systolic && step.operations[static_cast<std::size_t>(Operation::mac)] > 0;
            return passes ? latency + context_.array.rows + context_.array.columns - 2 : latency;
        }
        if (reduction == machine::Reduction::row_end || step.sums < 2) return latency;
        const std::uint64_t addition =
            context_.array.operations[static_cast<std::size_t>(Operation::add)].latency_cycles;
        std::uint64_t levels = 0;
        while ((std::uint64_t{1} << levels) < step.sums) ++levels;
        return latency - (step.sums - 1) * addition + (systolic ? 0 : levels * addition);
    }

    void add_operand(const schedule::Step& step, const schedule::Operand& operand)
    {
        const schedule::Stream& stream = nest_.streams[operand.stream];
        const std::size_t memory = schedule::memory_of(nest_, stream, context_.placement);
        PlannedOperand planned;
        planned.memory = memory;
        planned.off_chip = context_.memories[memory].off_chip;
        planned.held = operand.held;
        planned.tile = stream.tile;
        planned.buffer = buffer_of_[operand.stream];
        planned.tensor = stream.tensor.tensor;
        planned.line_bytes = Divisor(context_.memories[memory].line_bytes);
        planned.word_bytes = bytes_of(context_.precisions.of(stream.tensor.tensor));
        planned.format = format_of(stream.tensor, context_.precisions, context_.scales);
        const auto home = context_.placement.find(stream.tensor);
        std::uint64_t begin = 0;
        if (home != context_.placement.end()) {
            begin = home->second.address.value();
            // For an array whose first rows lie elsewhere: the address at which they would begin.
            planned.first_address = begin - home->second.words_before * planned.word_bytes;
        }
        if (stream.tile != 0) {
            const schedule::TileBuffer& tile = nest_.tiles[stream.tile - 1];
            begin = planned.ring_begin = tile.address;
            planned.ring_bytes = tile.pitch_words * tile.buffers * planned.word_bytes;
        }
        const auto layout = context_.row_layouts.find(stream.tensor.all_rows());
        if (layout != context_.row_layouts.end()) planned.layout = &layout->second;
        planned.span_bytes = planned.word_bytes;
        if (step.rows > 0) {
            take_rows(step, operand, planned);
        } else if (operand.per_lane) {
            planned.lane_words = 1;
            planned.span_bytes = step.lanes * planned.word_bytes;
        } else if (!context_.array.operand_broadcast) {
            planned.repeats = step.lanes;
        }
        plan_.operands.push_back(planned);
        plan_.addresses.push_back(begin + operand.index.constant * planned.word_bytes);
        coefficients_.push_back(&operand.index.coefficients);
    }

    /// Lanes that share a word make one access if the array multicasts the word along them; they write it once. Words
    /// of lanes that are neighbours in the memory form one span: those of a row, or of a column; rows (columns) of such
    /// spans follow.
    void take_rows(const schedule::Step& step, const schedule::Operand& operand, PlannedOperand& planned) const
    {
        const bool written = nest_.streams[operand.stream].direction == Direction::write;
        std::uint64_t rows = step.rows;
        std::uint64_t columns = step.lanes / step.rows;
        if (operand.row_words == 0 && (written || context_.array.multicast_columns)) rows = 1;
        if (operand.column_words == 0 && (written || context_.array.multicast_rows)) columns = 1;
        // Operands that shift in come row after row.
        const bool by_rows =
            step.unit == schedule::StepUnit::load && context_.array.reduction == machine::Reduction::systolic;
        std::uint64_t words = 1;
        for (int pass = 0; pass < 2; ++pass) {
            if (columns > 1 && operand.column_words == words) words *= std::exchange(columns, 1);
            if (rows > 1 && operand.row_words == words && !by_rows) words *= std::exchange(rows, 1);
        }
        planned.lane_words = words > 1 ? 1 : 0;
        planned.span_bytes = words * planned.word_bytes;
        planned.spans = {rows, columns};
        planned.span_strides = {operand.row_words * planned.word_bytes, operand.column_words * planned.word_bytes};
    }

    const schedule::LoopNest& nest_;
    const PlanContext& context_;
    std::size_t kind_;
    std::vector<std::size_t> buffer_of_;                           ///< by stream
    std::vector<const std::vector<std::uint64_t>*> coefficients_;  ///< by operand
    NestPlan plan_;
};

}  // namespace

NestPlan plan_nest(const schedule::LoopNest& nest, const PlanContext& context, std::size_t first_kind)
{
    return Planner(nest, context, first_kind).plan();
}

}  // namespace deltasim::systemc
