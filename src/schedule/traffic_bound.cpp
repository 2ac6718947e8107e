// SPDX-License-Identifier: MIT
#include "schedule/traffic_bound.hpp"

#include <algorithm>
#include <cmath>

#include "core/checked.hpp"
#include "model/optimizer_step.hpp"
#include "model/placement.hpp"

namespace deltasim
{

namespace
{

/// Bytes a second over the DRAM's data pins.
double dram_bandwidth(const DramConfig& dram)
{
    if (const auto* flat = std::get_if<FlatDramConfig>(&dram.model)) {
        const double accesses = static_cast<double>(flat->clock_hz) / static_cast<double>(flat->interval_cycles);
        return accesses * static_cast<double>(flat->width_bits) / 8.0;
    }
    const DramDevice& device = std::get<DramDevice>(dram.model);
    return 2.0 * static_cast<double>(device.clock_hz) * static_cast<double>(device.channel_width_bits) / 8.0;
}

/// Multiply-accumulates of a weight of layer l: forward, in the deltas below, in its gradient (which the first sample
/// starts with a product), and in the optimizer.
std::uint64_t macs_per_weight(const Training& training, std::uint32_t l)
{
    if (l < training.first_trainable) return training.batch;
    const std::uint64_t a_sample = l > training.first_trainable ? 3 : 2;
    const std::uint64_t update = count_of(OptimizerStep(training).operations(), Operation::mac);
    return checked_add(checked_multiply(training.batch, a_sample) - 1, update);
}

}  // namespace

Bounds bounds(const Head& head, const Training& training, const ProcessorConfig& processor)
{
    std::uint64_t on_chip_words = 0;
    for (const OnChipMemoryConfig& memory : processor.memories) {
        on_chip_words = checked_add(on_chip_words, memory.capacity_bytes / word_bytes);
    }
    Bounds result;
    std::uint64_t macs = 0;
    // Layers from the output down are those from the most traffic a weight to the least.
    for (std::uint32_t l = head.depth(); l >= 1; --l) {
        const std::uint64_t weights = head.weights(l);
        const bool trainable = l >= training.first_trainable;
        const std::uint64_t reads = l > training.first_trainable ? 2 : 1;
        const std::uint64_t kept = std::min(on_chip_words, weights);
        on_chip_words -= kept;
        result.weight_reads = checked_add(result.weight_reads, checked_multiply(weights - kept, reads));
        if (trainable) result.weight_writes = checked_add(result.weight_writes, weights - kept);
        macs = checked_add(macs, checked_multiply(weights, macs_per_weight(training, l)));
    }
    const std::uint64_t interval =
        processor.pe_array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles;
    result.cycles = divide_up(checked_multiply(macs, interval), processor.pe_array.lanes);
    result.weight_bytes = checked_multiply(checked_add(result.weight_reads, result.weight_writes), word_bytes);
    if (processor.dram) {
        const double seconds = static_cast<double>(result.weight_bytes) / dram_bandwidth(*processor.dram);
        const auto transfer = std::ceil(seconds * static_cast<double>(processor.pe_array.clock_hz));
        result.cycles = std::max(result.cycles, static_cast<std::uint64_t>(transfer));
    }
    return result;
}

}  // namespace deltasim
