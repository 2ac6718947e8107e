// SPDX-License-Identifier: MIT
#include "schedule/traffic_bound.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/checked.hpp"
#include "model/optimizer_step.hpp"

namespace deltasim::schedule
{

namespace
{

/// Bytes a second over the DRAM's data pins.
double dram_bandwidth(const machine::DramConfig& dram)
{
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&dram.model)) {
        const double accesses = static_cast<double>(flat->clock_hz) / static_cast<double>(flat->interval_cycles);
        return accesses * static_cast<double>(flat->width_bits) / 8.0;
    }
    const machine::DramDevice& device = std::get<machine::DramDevice>(dram.model);
    // Two transfers a clock, on every channel at a time.
    const double bits = static_cast<double>(device.channel_width_bits) * static_cast<double>(device.channels);
    return 2.0 * static_cast<double>(device.clock_hz) * bits / 8.0;
}

/// Multiply-accumulates of a weight of layer l: forward, in the deltas below, in its gradient (which the first sample
/// starts with a product), and in the optimizer.
std::uint64_t macs_per_weight(const model::Training& training, std::uint32_t l)
{
    if (l < training.first_trainable) return training.batch;
    const std::uint64_t a_sample = l > training.first_trainable ? 3 : 2;
    const std::uint64_t update =
        count_of(model::OptimizerStep(training, model::Parameters::weights).operations(), Operation::mac);
    return checked_add(checked_multiply(training.batch, a_sample) - 1, update);
}

/// How often the words of one layer's weights, or of their master copy, are read and written if they stay off chip.
struct Traffic {
    Tensor tensor = Tensor::weight;
    std::uint64_t words = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
};

/// From the most traffic a word to the least, and of equals from the output down.
std::vector<Traffic> weight_traffic(const model::Head& head, const model::Training& training)
{
    std::vector<Traffic> all;
    for (std::uint32_t l = head.depth(); l >= 1; --l) {
        const bool trainable = l >= training.first_trainable;
        const std::uint64_t reads = l > training.first_trainable ? 2 : 1;
        const bool has_master = trainable && training.master_weights;
        if (has_master) all.push_back({Tensor::master_weight, head.weights(l), 1, 1});
        all.push_back({Tensor::weight, head.weights(l), has_master ? reads - 1 : reads, trainable ? 1U : 0U});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Traffic& a, const Traffic& b) { return a.reads + a.writes > b.reads + b.writes; });
    return all;
}

}  // namespace

Bounds bounds(const model::Head& head, const model::Training& training, const machine::ProcessorConfig& processor)
{
    std::uint64_t on_chip_bytes = 0;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        on_chip_bytes = checked_add(on_chip_bytes, memory.capacity_bytes);
    }
    Bounds result;
    for (const Traffic& traffic : weight_traffic(head, training)) {
        const std::uint64_t word_bytes = bytes_of(training.precision.of(traffic.tensor));
        const std::uint64_t kept = std::min(on_chip_bytes / word_bytes, traffic.words);
        on_chip_bytes -= kept * word_bytes;
        const std::uint64_t reads = checked_multiply(traffic.words - kept, traffic.reads);
        const std::uint64_t writes = checked_multiply(traffic.words - kept, traffic.writes);
        result.weight_reads = checked_add(result.weight_reads, reads);
        result.weight_writes = checked_add(result.weight_writes, writes);
        const std::uint64_t bytes = checked_multiply(checked_add(reads, writes), word_bytes);
        result.weight_bytes = checked_add(result.weight_bytes, bytes);
    }
    std::uint64_t macs = 0;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        macs = checked_add(macs, checked_multiply(head.weights(l), macs_per_weight(training, l)));
    }
    const std::uint64_t interval =
        processor.pe_array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles;
    result.mac_cycles = divide_up(checked_multiply(macs, interval), processor.pe_array.lanes);
    if (processor.dram) {
        const double seconds = static_cast<double>(result.weight_bytes) / dram_bandwidth(*processor.dram);
        const auto transfer = std::ceil(seconds * static_cast<double>(processor.pe_array.clock_hz));
        result.dram_cycles = static_cast<std::uint64_t>(transfer);
    }
    result.cycles = std::max(result.mac_cycles, result.dram_cycles);
    return result;
}

}  // namespace deltasim::schedule
