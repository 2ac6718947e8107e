// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

#include "core/checked.hpp"
#include "sim/steps/processing_element_array.hpp"

// The part of ProcessingElementArray that only cores with instructions need.

namespace deltasim::sim
{

/// A core works on its lanes one instruction after the other, and starts up to `issue_width` of them in a clock. The
/// sum of its lanes stays in a register of the core, so nothing remains to be added at the end of a row.
StepTiming ProcessingElementArray::timing(const machine::StepInstructions& step, bool needs_result, Ticks waits) const
{
    const machine::Instructions& cores = *config_.instructions;
    const machine::InstructionWidth& width = cores.widths[static_cast<std::size_t>(step.precision)];
    const auto of_a_core = [&](std::uint64_t all) { return divide_up(all, cores.cores); };
    const std::uint64_t working = divide_up(step.lanes, of_a_core(step.lanes));
    CoreSlots slots{};
    CoreInstructions instructions{};
    const auto add = [&](CoreWork work, std::uint64_t places, std::uint64_t of_all) {
        slots[static_cast<std::size_t>(work)] += places;
        instructions[static_cast<std::size_t>(work)] += of_all;
    };
    add(CoreWork::load, of_a_core(step.loads) * cores.load_cycles, step.loads);
    add(CoreWork::store, of_a_core(step.stores) * cores.store_cycles, step.stores);
    add(CoreWork::unpack, of_a_core(step.unpack), step.unpack);
    const std::uint64_t besides = step.row_end ? cores.row : cores.step;
    add(step.row_end ? CoreWork::row_end : CoreWork::loop, besides, working * besides);
    for (std::size_t i = 0; i < operation_count; ++i) {
        const auto operation = static_cast<Operation>(i);
        if (step.row_end && operation == Operation::add) continue;
        const std::uint64_t lanes = step.row_end ? 1 : of_a_core(step.lanes);
        const std::uint64_t at_once = operation == Operation::mac ? width.macs : 1;
        const std::uint64_t of_one = divide_up(step.operations[i] * lanes, at_once);
        // The last core may have fewer lanes than the others.
        const std::uint64_t last = step.row_end ? lanes : step.lanes - (working - 1) * lanes;
        add(CoreWork::operation, of_one * config_.operations[i].interval_cycles,
            (working - 1) * of_one + divide_up(step.operations[i] * last, at_once));
    }
    const std::uint64_t all = std::accumulate(slots.begin(), slots.end(), std::uint64_t{0});
    const std::uint64_t cycles = std::max<std::uint64_t>(1, divide_up(all, cores.issue_width));
    const Ticks of_waits(static_cast<std::int64_t>(of_a_core(static_cast<std::uint64_t>(waits.value()))));
    const Ticks waited = clock_.edge_at_or_after(of_waits);
    add(CoreWork::memory_wait, static_cast<std::uint64_t>(waited.value() / clock_.period().value()) * cores.issue_width,
        0);
    const Ticks busy = clock_.ticks(Cycles(static_cast<std::int64_t>(cycles))) + waited;
    return {schedule::StepUnit::lanes, needs_result, busy, busy, false, slots, instructions};
}

/// Cores that share a phase start it together.
void ProcessingElementArray::begin_nest(Ticks start)
{
    if (!config_.instructions) return;
    const auto cycles = static_cast<std::int64_t>(config_.instructions->fork_join_cycles);
    state_.lanes_free = std::max(state_.lanes_free, clock_.edge_at_or_after(start) + clock_.ticks(Cycles(cycles)));
    CoreSlots slots{};
    slots[static_cast<std::size_t>(CoreWork::fork_join)] =
        config_.instructions->fork_join_cycles * config_.instructions->issue_width;
    count_core_work(slots, {});
}

void ProcessingElementArray::count_core_work(const CoreSlots& slots, const CoreInstructions& instructions)
{
    for (std::size_t work = 0; work < core_work_count; ++work) {
        busy_ticks_[1 + work] += slots[work];
        busy_ticks_[1 + core_work_count + work] += instructions[work];
    }
}

std::optional<CoreCounts> ProcessingElementArray::core_counts(const Counts& counts) const
{
    if (!config_.instructions) return std::nullopt;
    CoreCounts cores{config_.instructions->issue_width, {}, {}};
    for (std::size_t work = 0; work < core_work_count; ++work) {
        cores.slots[work] = counts[first_counter_ + 1 + work];
        cores.instructions[work] = counts[first_counter_ + 1 + core_work_count + work];
    }
    return cores;
}

}  // namespace deltasim::sim
