// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/checked.hpp"
#include "sim/steps/processing_element_array.hpp"

// The part of ProcessingElementArray that cores with instructions need.

namespace deltasim::sim
{

/// A core takes its share of the lanes one instruction after the other, as many at once as it begins in a clock. What a
/// lane sums stays in a core's register: at a row's end nothing is left to be added up.
StepTiming ProcessingElementArray::timing(const machine::StepInstructions& step, bool needs_result, Ticks waits) const
{
    const machine::Instructions& cores = *config_.instructions;
    const machine::InstructionWidth& width = cores.widths[static_cast<std::size_t>(step.precision)];
    const auto of_a_core = [&](std::uint64_t all) { return divide_up(all, cores.cores); };
    std::uint64_t slots = of_a_core(step.loads) * cores.load_cycles + of_a_core(step.stores) * cores.store_cycles +
                          of_a_core(step.unpack) + (step.row_end ? cores.row : cores.step);
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto operation = static_cast<Operation>(i);
        if (step.row_end && operation == Operation::add) continue;
        const std::uint64_t lanes = step.row_end ? 1 : of_a_core(step.lanes);
        const std::uint64_t at_once = operation == Operation::mac ? width.macs : 1;
        slots += divide_up(step.operations[i] * lanes, at_once) * config_.operations[i].interval_cycles;
    }
    const std::uint64_t cycles = std::max<std::uint64_t>(1, divide_up(slots, cores.issue_width));
    const Ticks of_waits(static_cast<std::int64_t>(of_a_core(static_cast<std::uint64_t>(waits.value()))));
    const Ticks busy = clock_.ticks(Cycles(static_cast<std::int64_t>(cycles))) + clock_.edge_at_or_after(of_waits);
    return {schedule::StepUnit::lanes, needs_result, busy, busy};
}

/// Cores that share a phase begin it together.
void ProcessingElementArray::begin_nest(Ticks start)
{
    if (!config_.instructions) return;
    const auto cycles = static_cast<std::int64_t>(config_.instructions->fork_join_cycles);
    state_.lanes_free = std::max(state_.lanes_free, clock_.edge_at_or_after(start) + clock_.ticks(Cycles(cycles)));
}

}  // namespace deltasim::sim
