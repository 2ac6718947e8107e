// SPDX-License-Identifier: MIT
#include "sim/memory_spaces.hpp"

namespace deltasim::sim
{

std::vector<model::MemorySpace> memory_spaces(const machine::ProcessorConfig& processor)
{
    std::vector<model::MemorySpace> spaces;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        const bool rounds = memory.interleaving == machine::Interleaving::low_order;
        spaces.push_back({memory.name, memory.capacity_bytes, memory.width_bits / 8, true, memory.holds,
                          rounds ? memory.width_bits / 8 * memory.banks : memory.width_bits / 8,
                          static_cast<double>(memory.latency_cycles) / static_cast<double>(memory.clock_hz),
                          memory.tiles_only});
    }
    if (!processor.dram) return spaces;
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&processor.dram->model)) {
        spaces.push_back({"dram", flat->capacity_bytes, flat->width_bits / 8, false, {}, 1});
    } else {
        const machine::DramDevice& device = std::get<machine::DramDevice>(processor.dram->model);
        spaces.push_back({"dram", device.capacity_bytes(), device.row_of_all_banks_bytes(), false, {}, 1});
    }
    return spaces;
}

}  // namespace deltasim::sim
