// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

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
    CoreSlots slots{};
    const auto slots_of = [&](CoreWork work) -> std::uint64_t& { return slots[static_cast<std::size_t>(work)]; };
    slots_of(CoreWork::load) = of_a_core(step.loads) * cores.load_cycles;
    slots_of(CoreWork::store) = of_a_core(step.stores) * cores.store_cycles;
    slots_of(CoreWork::unpack) = of_a_core(step.unpack);
    slots_of(step.row_end ? CoreWork::row_end : CoreWork::loop) = step.row_end ? cores.row : cores.step;
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto operation = static_cast<Operation>(i);
        if (step.row_end && operation == Operation::add) continue;
        const std::uint64_t lanes = step.row_end ? 1 : of_a_core(step.lanes);
        const std::uint64_t at_once = operation == Operation::mac ? width.macs : 1;
        slots_of(CoreWork::operation) +=
            divide_up(step.operations[i] * lanes, at_once) * config_.operations[i].interval_cycles;
    }
    const std::uint64_t all = std::accumulate(slots.begin(), slots.end(), std::uint64_t{0});
    const std::uint64_t cycles = std::max<std::uint64_t>(1, divide_up(all, cores.issue_width));
    const Ticks of_waits(static_cast<std::int64_t>(of_a_core(static_cast<std::uint64_t>(waits.value()))));
    const Ticks waited = clock_.edge_at_or_after(of_waits);
    slots_of(CoreWork::memory_wait) =
        static_cast<std::uint64_t>(waited.value() / clock_.period().value()) * cores.issue_width;
    const Ticks busy = clock_.ticks(Cycles(static_cast<std::int64_t>(cycles))) + waited;
    return {schedule::StepUnit::lanes, needs_result, busy, busy, false, slots};
}

/// Cores that share a phase begin it together.
void ProcessingElementArray::begin_nest(Ticks start)
{
    if (!config_.instructions) return;
    const auto cycles = static_cast<std::int64_t>(config_.instructions->fork_join_cycles);
    state_.lanes_free = std::max(state_.lanes_free, clock_.edge_at_or_after(start) + clock_.ticks(Cycles(cycles)));
    CoreSlots slots{};
    slots[static_cast<std::size_t>(CoreWork::fork_join)] =
        config_.instructions->fork_join_cycles * config_.instructions->issue_width;
    count_slots(slots);
}

void ProcessingElementArray::count_slots(const CoreSlots& slots)
{
    for (std::size_t work = 0; work < core_work_count; ++work) busy_ticks_[1 + work] += slots[work];
}

std::optional<CoreCounts> ProcessingElementArray::core_counts(const Counts& counts) const
{
    if (!config_.instructions) return std::nullopt;
    CoreCounts cores{config_.instructions->issue_width, {}};
    for (std::size_t work = 0; work < core_work_count; ++work) cores.slots[work] = counts[first_counter_ + 1 + work];
    return cores;
}

}  // namespace deltasim::sim
