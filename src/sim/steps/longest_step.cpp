// SPDX-License-Identifier: MIT
#include "sim/steps/longest_step.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>

#include "core/time_limit.hpp"

namespace deltasim::sim
{

namespace
{

/// Clocks that one access can take if it waits only for its own memory, with an edge of the clock before and after.
double access_cycles(const machine::OnChipMemoryConfig& memory)
{
    return static_cast<double>(memory.latency_cycles) + 3.0;
}

double access_cycles(const machine::FlatDramConfig& dram)
{
    return static_cast<double>(dram.latency_cycles + dram.interval_cycles) + 3.0;
}

/// Every rule once, and a refresh of every bank that is owed.
double access_cycles(const machine::DramDevice& device)
{
    const std::uint64_t refreshes = device.banks() * (device.most_waiting_refreshes() + 1);
    double cycles = static_cast<double>(device.refresh_interval_cycles) +
                    static_cast<double>(device.refresh_cycles) * static_cast<double>(refreshes) +
                    static_cast<double>(device.read_latency_cycles + device.write_latency_cycles) +
                    static_cast<double>(device.burst_cycles()) + 3.0;
    for (const std::uint64_t command : device.command_cycles) cycles += static_cast<double>(command);
    for (const machine::TimingRule& rule : device.rules)
        cycles += static_cast<double>(std::max<std::int64_t>(0, rule.delay_cycles));
    return cycles;
}

/// Ticks of one access to the slowest memory.
double slowest_access(const machine::ProcessorConfig& processor, double ticks_per_second)
{
    double slowest = 0.0;
    const auto consider = [&](const auto& memory) {
        slowest = std::max(slowest, access_cycles(memory) * ticks_per_second / static_cast<double>(memory.clock_hz));
    };
    for (const machine::OnChipMemoryConfig& memory : processor.memories) consider(memory);
    if (processor.dram) std::visit(consider, processor.dram->model);
    return slowest;
}

/// Clocks of a step in the array.
double array_cycles(const schedule::Step& step, const machine::PeArrayConfig& array)
{
    double cycles = 3.0;
    for (std::size_t i = 0; i < operation_count; ++i) {
        const machine::OperationTiming& timing = array.operations[i];
        cycles += static_cast<double>(step.operations[i]) *
                  (static_cast<double>(timing.latency_cycles) + static_cast<double>(timing.interval_cycles));
    }
    if (!array.instructions) return cycles;
    const machine::Instructions& cores = *array.instructions;
    std::uint64_t unpack = 0;
    for (const machine::InstructionWidth& width : cores.widths) unpack = std::max(unpack, width.unpack);
    const auto each = static_cast<double>(cores.load_cycles + cores.store_cycles + unpack);
    return static_cast<double>(step.lanes) * (cycles + static_cast<double>(step.operands.size()) * each) +
           static_cast<double>(cores.step + cores.row + cores.fork_join_cycles);
}

}  // namespace

double longest_step_ticks(const schedule::Program& program, const machine::ProcessorConfig& processor,
                          const TimeBase& base)
{
    double longest = 0.0;
    double most_accesses = 0.0;
    const auto ticks_per_second = static_cast<double>(base.ticks_per_second());
    for (const schedule::LoopNest& nest : program.nests) {
        schedule::for_each_step(nest, [&](const schedule::Step& step) {
            most_accesses =
                std::max(most_accesses, static_cast<double>(step.lanes) * static_cast<double>(step.operands.size()));
            longest = std::max(longest, array_cycles(step, processor.pe_array) * ticks_per_second /
                                            static_cast<double>(processor.pe_array.clock_hz));
        });
        // A step that fills a write buffer causes it to be emptied.
        if (!processor.dram) continue;
        const std::uint64_t buffered = 2 * processor.dram->stream_buffers.write_depth * nest.streams.size();
        most_accesses = std::max(most_accesses, static_cast<double>(buffered));
    }
    const double issue = 2.0 * ticks_per_second / static_cast<double>(processor.controller.clock_hz);
    return longest + issue + 2.0 * most_accesses * slowest_access(processor, ticks_per_second);
}

void require_short_steps(const schedule::Program& program, const machine::ProcessorConfig& processor,
                         const TimeBase& base)
{
    const double most = static_cast<double>(TimeLimit::latest.value()) / 2.0;
    if (longest_step_ticks(program, processor, base) >= most) TimeLimit(base.ticks_per_second()).refuse();
}

}  // namespace deltasim::sim
