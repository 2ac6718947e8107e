// SPDX-License-Identifier: MIT
#include "energy/phase_energy.hpp"

#include <algorithm>
#include <string>

namespace deltasim::energy
{

namespace
{

/// The memories of the run with all counts at 0.
RunCounts nothing_counted(const RunCounts& counts)
{
    RunCounts nothing;
    nothing.lanes = counts.lanes;
    for (const MemoryCounts& memory : counts.memories) {
        MemoryCounts& empty = nothing.memories.emplace_back();
        empty.name = memory.name;
        empty.level = memory.level;
        empty.access_bits = memory.access_bits;
    }
    return nothing;
}

Picojoules cost_of(const ReadsWrites& accesses, const AccessPrice& price)
{
    return Picojoules(static_cast<double>(accesses.reads) * price.read_pj +
                      static_cast<double>(accesses.writes) * price.write_pj);
}

const PhaseWork* work_of(const PhaseCounts& phase, const std::vector<PhaseWork>& work)
{
    const auto found = std::find_if(work.begin(), work.end(), [&](const PhaseWork& candidate) {
        return candidate.phase == phase.phase && candidate.layer == phase.layer;
    });
    return found == work.end() ? nullptr : &*found;
}

/// Prices operations, words moved and instructions like a run that consists of these alone.
void add_work(PhaseEnergy& energy, const PhaseWork& work, const PhaseCounts& phase, const RunCounts& counts,
              const machine::ProcessorConfig& processor, const machine::CostTable& costs)
{
    RunCounts of_phase = nothing_counted(counts);
    of_phase.operations = work.operations;
    for (const PhaseSkips& skips : counts.skips) {
        if (skips.phase == work.phase && skips.layer == work.layer) of_phase.skips.push_back(skips);
    }
    for (std::size_t m = 0; m < of_phase.memories.size(); ++m) {
        of_phase.memories[m].bits_moved = work.memories.at(m).bits_moved;
    }
    if (phase.instructions) of_phase.cores = CoreCounts{1, {}, *phase.instructions};
    const EnergyReport report = price(of_phase, processor, costs);
    energy.compute = report.compute;
    energy.register_file = report.register_file;
    energy.interconnect = report.interconnect;
    energy.cores = report.cores;
}

void add_accesses(PhaseEnergy& energy, const PhaseCounts& phase, const RunCounts& counts, const EnergyReport& report)
{
    for (std::size_t m = 0; m < counts.memories.size(); ++m) {
        Picojoules& part = counts.memories[m].level == "dram" ? energy.dram : energy.sram;
        for (const ReadsWrites& accesses : phase.accesses[m]) part += cost_of(accesses, report.accesses[m]);
    }
}

/// One read and one write of each memory. In the datasheet view the price of a burst follows from that of its commands.
RunCounts one_of_each_access(const machine::ProcessorConfig& processor)
{
    RunCounts counts;
    const auto add = [&](const std::string& name, const char* level, std::uint64_t access_bits) {
        MemoryCounts& memory = counts.memories.emplace_back();
        memory.name = name;
        memory.level = level;
        memory.access_bits = access_bits;
        memory.by_tensor[0] = {1, 1};
    };
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        add(memory.name, "sram", memory.width_bits);
    }
    if (processor.dram) add("dram", "dram", processor.dram->access_bits());
    DramCounts bursts;
    bursts.reads = bursts.writes = 1;
    counts.dram = bursts;
    return counts;
}

/// The rest of a part; a rest that is only rounding error counts as 0.
Picojoules rest(Picojoules whole, Picojoules booked)
{
    constexpr double rounding = 1e-9;
    const double left = (whole.value() - booked.value());
    return Picojoules(left > rounding * whole.value() ? left : 0.0);
}

}  // namespace

std::vector<PhaseEnergy> energy_by_phase(const RunCounts& counts, const std::vector<PhaseWork>& work,
                                         const machine::ProcessorConfig& processor, const machine::CostTable& costs,
                                         const EnergyReport& report)
{
    std::vector<PhaseEnergy> phases;
    PhaseEnergy booked;
    for (const PhaseCounts& phase : counts.phases) {
        PhaseEnergy& energy = phases.emplace_back();
        energy.phase = phase.phase;
        energy.layer = phase.layer;
        if (const PhaseWork* const of_phase = work_of(phase, work))
            add_work(energy, *of_phase, phase, counts, processor, costs);
        add_accesses(energy, phase, counts, report);
        std::uint64_t cycles = 0;
        for (const std::uint64_t time : phase.cycles) cycles += time;
        const double share =
            counts.cycles == 0 ? 0.0 : static_cast<double>(cycles) / static_cast<double>(counts.cycles);
        energy.static_power = Picojoules(report.static_power.value() * share);
        energy.cores += Picojoules(report.core_power.value() * share);
        booked.compute += energy.compute;
        booked.register_file += energy.register_file;
        booked.sram += energy.sram;
        booked.dram += energy.dram;
        booked.interconnect += energy.interconnect;
        booked.cores += energy.cores;
        booked.static_power += energy.static_power;
    }
    PhaseEnergy others;
    others.compute = rest(report.compute, booked.compute);
    others.register_file = rest(report.register_file, booked.register_file);
    others.sram = rest(report.sram, booked.sram);
    others.dram = rest(report.dram, booked.dram);
    others.interconnect = rest(report.interconnect, booked.interconnect);
    others.cores = rest(report.cores, booked.cores);
    others.static_power = rest(report.static_power, booked.static_power);
    if (others.total().value() > 0.0) phases.push_back(others);
    return phases;
}

Picojoules operand_energy(const std::vector<PhaseWork>& work, const machine::ProcessorConfig& processor,
                          const machine::CostTable& costs)
{
    const std::vector<AccessPrice> prices = price(one_of_each_access(processor), processor, costs).accesses;
    Picojoules energy{0.0};
    for (const PhaseWork& phase : work) {
        for (std::size_t m = 0; m < prices.size(); ++m) energy += cost_of(phase.memories.at(m).operands, prices[m]);
    }
    return energy;
}

}  // namespace deltasim::energy
