// SPDX-License-Identifier: MIT
#include "sim/steps/processing_element_array.hpp"

#include <algorithm>
#include <bit>

namespace deltasim::sim
{

ProcessingElementArray::ProcessingElementArray(sc_core::sc_module_name name, const machine::PeArrayConfig& config,
                                               Clock clock, CounterLayout& layout)
    : sc_module(name), config_(config), clock_(clock), first_counter_(layout.add(1, "ticks for which lanes work"))
{
    if (config.instructions) layout.add(2 * core_work_count, "instructions of cores");
}

/// The operations of a step depend on one another: their latencies add up, and so do the clocks for which they hold a
/// lane. The row-end unit is a chain of adders with the activation function behind it: it takes one row at a time, as
/// fast as its slowest operation.
StepTiming ProcessingElementArray::timing(const schedule::Step& step) const
{
    std::uint64_t latency = 0;
    std::uint64_t interval_sum = 0;
    std::uint64_t interval_slowest = 0;
    for (std::size_t i = 0; i < operation_count; ++i) {
        const std::uint64_t times = step.operations[i];
        if (times == 0) continue;
        latency += times * config_.operations[i].latency_cycles;
        interval_sum += times * config_.operations[i].interval_cycles;
        interval_slowest = std::max(interval_slowest, config_.operations[i].interval_cycles);
    }
    if (step.rows > 0) latency = mapped_latency(step, latency);
    const std::uint64_t interval = step.unit == schedule::StepUnit::lanes ? interval_sum : interval_slowest;
    const auto ticks = [&](std::uint64_t count) {
        return clock_.ticks(Cycles(static_cast<std::int64_t>(std::max<std::uint64_t>(count, 1))));
    };
    return {step.unit, step.needs_result, ticks(latency), ticks(interval), step.rows > 0};
}

/// For rows and columns of lanes: how the array adds up the lanes of a row, and how long operands and sums take to pass
/// through a systolic array.
std::uint64_t ProcessingElementArray::mapped_latency(const schedule::Step& step, std::uint64_t latency) const
{
    const bool systolic = config_.reduction == machine::Reduction::systolic;
    if (step.unit == schedule::StepUnit::lanes) {
        // An operation without products does not go through the other lanes.
        const bool passes = systolic && step.operations[static_cast<std::size_t>(Operation::mac)] > 0;
        return passes ? latency + config_.rows + config_.columns - 2 : latency;
    }
    const std::uint64_t adder = config_.operations[static_cast<std::size_t>(Operation::add)].latency_cycles;
    const std::uint64_t serial = (step.sums - 1) * adder;
    if (config_.reduction == machine::Reduction::row_end || step.sums < 2) return latency;
    if (systolic) return latency - serial;  // sums are complete when they have passed through
    return latency - serial + static_cast<std::uint64_t>(std::bit_width(step.sums - 1)) * adder;
}

/// Stationary operands shift into a systolic array one row per clock, as their rows arrive, behind those that work. The
/// array takes them over when the lanes have finished with the present ones; then the next ones may follow. With a
/// single set of registers they wait until all results of the present ones have left.
Shift ProcessingElementArray::load(Ticks first, Ticks last)
{
    const Ticks rows = clock_.ticks(Cycles(static_cast<std::int64_t>(config_.rows)));
    const Ticks room = config_.stationary_sets > 1 ? state_.swapped : std::max(state_.swapped, state_.last_result);
    const Ticks begin = std::max(clock_.edge_at_or_after(first), room);
    const Ticks end = std::max(begin + rows, clock_.edge_at_or_after(last) + clock_.period());
    const Shift shift{std::max(state_.lanes_free, room), end - rows, end};
    state_.lanes_free = state_.swapped = std::max(state_.lanes_free, end);
    return shift;
}

/// The lanes go on beside the row-end unit as long as no more rows wait for it than they have accumulators. Without a
/// mapping, sums are double-buffered: the lanes may be one row ahead, not two.
void ProcessingElementArray::hold_lanes(std::uint64_t accumulators, Ticks row_start)
{
    std::deque<Ticks>& starts = state_.row_starts;
    if (starts.size() >= accumulators) {
        state_.lanes_free = std::max(state_.lanes_free, starts[starts.size() - accumulators]);
    }
    starts.push_back(row_start);
    while (!starts.empty() && starts.front() <= state_.lanes_free) starts.pop_front();
}

Execution ProcessingElementArray::execute(const StepTiming& step, Ticks operands_ready)
{
    const Ticks ready = clock_.edge_at_or_after(operands_ready);
    if (step.unit == schedule::StepUnit::lanes) {
        Ticks free = state_.lanes_free;
        if (step.needs_result) free = std::max({free, state_.last_result, state_.last_row_result});
        const Ticks start = std::max(ready, free);
        const Ticks result = start + step.latency;
        state_.lanes_free = start + step.interval;
        state_.last_result = std::max(state_.last_result, result);
        *busy_ticks_ += static_cast<std::uint64_t>(step.interval.value());
        if (config_.instructions) count_core_work(step.slots, step.instructions);
        return {start, result, free};
    }
    const Ticks free = std::max(state_.row_end_free, state_.last_result);
    const Ticks start = std::max(ready, free);
    const Ticks result = start + step.latency;
    state_.row_end_free = start + step.interval;
    hold_lanes(step.mapped ? config_.accumulators : 1, start);
    state_.last_row_result = std::max(state_.last_row_result, result);
    return {start, result, free};
}

}  // namespace deltasim::sim
