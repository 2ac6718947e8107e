// SPDX-License-Identifier: MIT
#include "machine/peaks.hpp"

#include <algorithm>

namespace deltasim::machine
{

namespace
{

double bytes_per_second(const FlatDramConfig& flat)
{
    return static_cast<double>(flat.width_bits) / 8.0 * static_cast<double>(flat.clock_hz) /
           static_cast<double>(flat.interval_cycles);
}

/// Two beats in each clock.
double bytes_per_second(const DramDevice& device)
{
    return static_cast<double>(device.channels * device.channel_width_bits) / 8.0 * 2.0 *
           static_cast<double>(device.clock_hz);
}

/// The most multiply-accumulates that the array can start in a clock: one in each lane, or as many as its cores'
/// instructions do.
std::uint64_t macs_at_once(const PeArrayConfig& array)
{
    if (!array.instructions) return array.lanes;
    std::uint64_t most = 1;
    for (const InstructionWidth& width : array.instructions->widths) most = std::max(most, width.macs);
    return array.instructions->cores * array.instructions->issue_width * most;
}

}  // namespace

Peaks peaks_of(const ProcessorConfig& processor)
{
    const PeArrayConfig& array = processor.pe_array;
    const OperationTiming& mac = array.operations[static_cast<std::size_t>(Operation::mac)];
    Peaks peaks;
    peaks.lanes = array.lanes;
    peaks.macs_per_second = static_cast<double>(macs_at_once(array)) * static_cast<double>(array.clock_hz) /
                            static_cast<double>(mac.interval_cycles);
    for (const OnChipMemoryConfig& memory : processor.memories) peaks.on_chip_bytes += memory.capacity_bytes;
    if (processor.dram) {
        peaks.dram_bytes_per_second =
            std::visit([](const auto& model) { return bytes_per_second(model); }, processor.dram->model);
    }
    return peaks;
}

}  // namespace deltasim::machine
