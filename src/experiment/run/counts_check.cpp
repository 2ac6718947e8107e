// SPDX-License-Identifier: MIT
#include "experiment/run/counts_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "config/document/quoted_text.hpp"
#include "core/checked.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::experiment
{

void require(bool holds, const std::string& law)
{
    if (holds) return;
    throw SelfCheckFailed(fmt::format("self-check failed: {}", law));
}

namespace
{

bool is_summed(const DramCounts& dram)
{
    if (dram.ranks.empty()) return true;
    DramCounts summed = dram;
    summed.add_up();
    return summed == dram;
}

void check_memories(const RunCounts& counts)
{
    for (const MemoryCounts& memory : counts.memories) {
        const double busy_seconds = static_cast<double>(memory.busiest_port_cycles) / memory.clock_hz;
        require(busy_seconds <= counts.time.value() * (1.0 + 1e-12), memory.name + " was busy for longer than the run");
        if (memory.level != "dram") continue;
        const ReadsWrites total = memory.total();
        require(counts.dram.has_value(), "a DRAM has commands");
        const DramCounts& dram = *counts.dram;
        require(dram.reads == total.reads && dram.writes == total.writes,
                "DRAM read and write commands are its accesses");
        const std::uint64_t accesses = checked_add(dram.reads, dram.writes);
        const bool has_rows = dram.row_hits + dram.row_misses > 0;
        require(!has_rows || dram.row_hits + dram.row_misses == accesses, "DRAM row hits and misses are its accesses");
        require(is_summed(dram), "the commands of all banks and the clocks of all ranks are those of the DRAM");
        require(dram.activates == dram.row_misses && dram.precharges <= dram.activates,
                "a DRAM row is opened for each miss, and closed at most once");
    }
}

/// The causes of all phases must sum to the cycles of the run, and their accesses to those of the memories.
void check_phases(const RunCounts& counts)
{
    std::uint64_t cycles = 0;
    std::vector<AccessesByTensor> accesses(counts.memories.size());
    for (const PhaseCounts& phase : counts.phases) {
        for (const std::uint64_t time : phase.cycles) {
            // `compute` is the time that the other causes leave. If they take too much, it has wrapped around.
            require(time <= counts.cycles, "no cause takes longer than the run");
            cycles = checked_add(cycles, time);
        }
        for (std::size_t m = 0; m < accesses.size(); ++m) {
            for (std::size_t t = 0; t < tensor_count; ++t) {
                accesses[m][t].reads = checked_add(accesses[m][t].reads, phase.accesses[m][t].reads);
                accesses[m][t].writes = checked_add(accesses[m][t].writes, phase.accesses[m][t].writes);
            }
        }
    }
    require(cycles == counts.cycles, "the cycles of all causes sum to the run's");
    for (std::size_t m = 0; m < accesses.size(); ++m) {
        require(accesses[m] == counts.memories[m].by_tensor,
                "the accesses of all phases are those of " + counts.memories[m].name);
    }
}

/// True if the cores use no more issue slots than they have while the lanes are busy. Fork and join take other slots.
bool cores_fit(const RunCounts& counts)
{
    if (!counts.cores) return true;
    for (std::size_t work = 0; work < core_work_count; ++work) {
        std::uint64_t of_phases = 0;
        for (const PhaseCounts& phase : counts.phases) {
            of_phases = checked_add(of_phases, phase.instructions.value()[work]);
        }
        require(of_phases == counts.cores->instructions[work], "the instructions of all phases are the run's");
    }
    const CoreSlots& slots = counts.cores->slots;
    const std::uint64_t all = std::accumulate(slots.begin(), slots.end(), std::uint64_t{0}, checked_add);
    return all - slots[static_cast<std::size_t>(CoreWork::fork_join)] <=
           checked_multiply(counts.lane_busy_cycles, counts.cores->issue_width);
}

/// The clock and the width of an access of each memory of a processor.
struct MemoryPace {
    double clock_hz = 0.0;
    std::uint64_t access_bits = 0;
};

std::vector<MemoryPace> paces_of(const machine::ProcessorConfig& processor)
{
    std::vector<MemoryPace> paces;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        paces.push_back({static_cast<double>(memory.clock_hz), memory.width_bits});
    }
    if (!processor.dram) return paces;
    paces.push_back({static_cast<double>(processor.dram->clock_hz()), processor.dram->access_bits()});
    return paces;
}

}  // namespace

void check_counts(const RunCounts& counts)
{
    require(cores_fit(counts), "instructions take no longer than the lanes are busy");
    require(counts.lane_busy_cycles <= counts.cycles, "the lanes were busy for longer than the run");
    check_memories(counts);
    check_phases(counts);
}

void check_machine(const RunCounts& counts, const machine::ProcessorConfig& processor)
{
    const auto require_of_it = [&](bool holds, const std::string& what) {
        if (!holds) require(false, fmt::format("the counts are not of {}: {}", processor.name, what));
    };
    const std::vector<model::MemorySpace> spaces = sim::memory_spaces(processor);
    const std::vector<MemoryPace> paces = paces_of(processor);
    require_of_it(counts.memories.size() == spaces.size(), fmt::format("{} memories", counts.memories.size()));
    for (std::size_t m = 0; m < spaces.size(); ++m) {
        const MemoryCounts& memory = counts.memories[m];
        require_of_it(memory.name == spaces[m].name, fmt::format("memory {}", config::quoted_text(memory.name)));
        require_of_it((memory.level == "dram") != spaces[m].on_chip, memory.name + " is of another level");
        const bool has_refresh = spaces[m].on_chip && processor.memories[m].refresh.has_value();
        require_of_it(memory.row_refreshes == 0 || has_refresh, memory.name + " has row refreshes");
        require_of_it(memory.clock_hz == paces[m].clock_hz, memory.name + " has another clock");
        require_of_it(memory.access_bits == paces[m].access_bits, memory.name + " has accesses of another width");
    }
    require_of_it(counts.dram.has_value() == processor.dram.has_value(), "commands of a DRAM");
    require_of_it(counts.lanes == processor.pe_array.lanes, fmt::format("{} lanes", counts.lanes));
    require_of_it(counts.cores.has_value() == processor.pe_array.instructions.has_value(), "instructions of cores");
    const double clock_hz = static_cast<double>(processor.pe_array.clock_hz);
    const double seconds = static_cast<double>(counts.cycles) / clock_hz;
    require(std::abs(counts.time.value() - seconds) <= 1e-9 * seconds,
            fmt::format("{} cycles of {:g} MHz take {:g} s", counts.cycles, clock_hz / 1e6, seconds));
}

}  // namespace deltasim::experiment
