// SPDX-License-Identifier: MIT
#include "energy/chip_area.hpp"

#include <algorithm>

#include "energy/energy_report.hpp"

namespace deltasim::energy
{

namespace
{

/// The area of a lane: the largest figure over the precisions in which the run multiplies.
std::optional<double> lane_um2(const OperationsByPrecision& operations, const machine::CostTable& costs)
{
    std::optional<double> largest;
    for (std::size_t p = 0; p < precision_count; ++p) {
        if (counts_of(operations, static_cast<Precision>(p))[static_cast<std::size_t>(Operation::mac)] == 0) continue;
        if (!costs.lane_um2[p]) return std::nullopt;
        largest = std::max(largest.value_or(0.0), costs.lane_um2[p]->value);
    }
    return largest;
}

}  // namespace

std::optional<double> chip_area_mm2(const OperationsByPrecision& operations, const machine::ProcessorConfig& processor,
                                    const machine::CostTable& costs)
{
    if (processor.pe_array.instructions) return std::nullopt;
    const std::optional<double> lane = lane_um2(operations, costs);
    if (!lane) return std::nullopt;
    constexpr double um2_per_mm2 = 1e6;
    double area = static_cast<double>(processor.pe_array.lanes) * *lane / um2_per_mm2;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        const SramRow row = sram_row(memory, costs);
        if (!row.cost->area_mm2) return std::nullopt;
        area += row.cost->area_mm2->value;
    }
    return area;
}

}  // namespace deltasim::energy
