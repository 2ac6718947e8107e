// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "energy/energy_report.hpp"
#include "rooms.hpp"

// A processor that costs nothing, a cost table with round figures, and an empty run, for tests to fill.

namespace deltasim::test
{

inline Cost cost(double value) { return {value, "a table", false}; }

inline SramCost sram_cost(std::uint64_t capacity_bytes, std::uint64_t width_bits, double read_pj, double write_pj,
                          double leakage_mw)
{
    return {capacity_bytes, width_bits, cost(read_pj), cost(write_pj), cost(leakage_mw)};
}

/// fp32 {mac 4, add 1, multiply 3, divide 20, exponential 30, compare 0.5} pJ; SRAM of 1 and 8 KiB, 32 and 64 bits.
inline CostTable round_costs()
{
    CostTable costs;
    costs.name = "round";
    costs.operation_pj.front() = {cost(4.0), cost(1.0), cost(3.0), cost(20.0), cost(30.0), cost(0.5)};
    costs.register_file_pj = cost(0.25);
    costs.sram = {sram_cost(1024, 32, 5.0, 6.0, 0.5), sram_cost(8192, 32, 10.0, 12.0, 2.0),
                  sram_cost(1024, 64, 8.0, 9.0, 0.75), sram_cost(8192, 64, 16.0, 18.0, 3.0)};
    costs.dram = PerAccessDram{cost(20.0), cost(25.0), cost(100.0)};
    costs.interconnect_pj_per_bit = cost(0.125);
    costs.pe_static_mw = cost(0.5);
    return costs;
}

inline PerAccessDram& per_access(CostTable& costs) { return std::get<PerAccessDram>(costs.dram); }
inline const PerAccessDram& per_access(const CostTable& costs) { return std::get<PerAccessDram>(costs.dram); }

struct PricedRun {
    RunCounts counts;
    ProcessorConfig processor;
    CostTable costs = round_costs();

    OnChipMemoryConfig& add_memory(const std::string& name, std::uint64_t capacity_bytes, std::uint64_t width_bits)
    {
        OnChipMemoryConfig memory;
        memory.name = name;
        memory.capacity_bytes = capacity_bytes;
        memory.width_bits = width_bits;
        return processor.memories.emplace_back(memory);
    }

    /// Weights read and written in a memory.
    MemoryCounts& add_accesses(const std::string& name, const std::string& level, std::uint64_t access_bits,
                               ReadsWrites accesses)
    {
        MemoryCounts memory;
        memory.name = name;
        memory.level = level;
        memory.access_bits = access_bits;
        memory.by_tensor[static_cast<std::size_t>(Tensor::weight)] = accesses;
        return counts.memories.emplace_back(memory);
    }

    [[nodiscard]] EnergyReport price() const { return energy::price(counts, processor, costs); }
};

}  // namespace deltasim::test
