// SPDX-License-Identifier: MIT
#include "systemc/nest_plan.hpp"

#include <algorithm>
#include <variant>

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
            if (!context.memories[context.placement.at(stream.tensor).memory].off_chip) continue;
            auto& buffers = stream.direction == Direction::read ? plan_.reads : plan_.writes;
            buffer_of_[s] = buffers.size();
            buffers.push_back({stream.tensor.tensor, stream.direction});
        }
    }

    NestPlan plan()
    {
        add_loop(nest_.body, 0);
        return std::move(plan_);
    }

private:
    /// Adds what is inside and then the loop itself; returns its index. `depth` loops are around it.
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
            // The nest's body itself has no index, and is gone through once.
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

    /// A step's operations depend on one another: their latencies add up, and in a lane the clocks for which they hold
    /// it. The row-end unit is a chain of adders and what follows them: it takes the next row as soon as its slowest
    /// part can.
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
        planned.latency_cycles = std::max<std::uint64_t>(latency, 1);
        planned.interval_cycles = std::max<std::uint64_t>(interval, 1);
    }

    void add_operand(const schedule::Step& step, const schedule::Operand& operand)
    {
        const schedule::Stream& stream = nest_.streams[operand.stream];
        const model::Home& home = context_.placement.at(stream.tensor);
        PlannedOperand planned;
        planned.memory = home.memory;
        planned.off_chip = context_.memories[home.memory].off_chip;
        planned.buffer = buffer_of_[operand.stream];
        planned.tensor = stream.tensor.tensor;
        planned.line_bytes = Divisor(context_.memories[home.memory].line_bytes);
        planned.word_bytes = bytes_of(context_.precisions.of(stream.tensor.tensor));
        planned.format = format_of(stream.tensor, context_.precisions, context_.scales);
        planned.first_address = home.address.value();
        const auto layout = context_.row_layouts.find(stream.tensor);
        if (layout != context_.row_layouts.end()) planned.layout = &layout->second;
        planned.span_bytes = planned.word_bytes;
        if (operand.per_lane) {
            planned.lane_words = 1;
            planned.span_bytes = step.lanes * planned.word_bytes;
        } else if (!context_.array.operand_broadcast) {
            planned.repeats = step.lanes;
        }
        plan_.operands.push_back(planned);
        plan_.addresses.push_back(home.address.value() + operand.index.constant * planned.word_bytes);
        coefficients_.push_back(&operand.index.coefficients);
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
