// SPDX-License-Identifier: MIT
#include "schedule/traffic_bound.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "core/checked.hpp"
#include "machine/peaks.hpp"
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

/// Of any schedule, from the output down.
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
    return all;
}

/// Of a program: each of its nests goes over all words of an array that it reads or writes.
std::vector<Traffic> weight_traffic(const model::Head& head, const Program& program)
{
    std::map<TensorId, Traffic> all;
    for (const LoopNest& nest : program.nests) {
        std::set<std::pair<TensorId, Direction>> moved;
        for (const Stream& stream : nest.streams) {
            const TensorId tensor = stream.tensor.all_rows();
            const bool is_weights = tensor.tensor == Tensor::weight || tensor.tensor == Tensor::master_weight;
            if (!is_weights || stream.tile != 0 || !moved.insert({tensor, stream.direction}).second) continue;
            Traffic& traffic =
                all.try_emplace(tensor, Traffic{tensor.tensor, head.weights(tensor.layer)}).first->second;
            ++(stream.direction == Direction::read ? traffic.reads : traffic.writes);
        }
    }
    std::vector<Traffic> traffic;
    for (const auto& [tensor, of_tensor] : all) traffic.push_back(of_tensor);
    return traffic;
}

/// Multiply-accumulates of all lanes.
std::uint64_t lane_macs(const Program& program)
{
    std::uint64_t macs = 0;
    for (const LoopNest& nest : program.nests) {
        for_each_step(nest, [&](const Step& step, std::uint64_t times) {
            if (step.unit != StepUnit::lanes) return;
            const std::uint64_t of_lane = count_of(step.operations, Operation::mac);
            macs = checked_add(macs, checked_multiply(times, checked_multiply(of_lane, step.lanes)));
        });
    }
    return macs;
}

/// On-chip memory is given, byte by byte, to the words that move most.
Bounds least_of(std::vector<Traffic> all, std::uint64_t macs, const model::Training& training,
                const machine::ProcessorConfig& processor)
{
    std::stable_sort(all.begin(), all.end(),
                     [](const Traffic& a, const Traffic& b) { return a.reads + a.writes > b.reads + b.writes; });
    std::uint64_t on_chip_bytes = 0;
    for (const machine::OnChipMemoryConfig& memory : processor.memories) {
        on_chip_bytes = checked_add(on_chip_bytes, memory.capacity_bytes);
    }
    Bounds result;
    for (const Traffic& traffic : all) {
        const std::uint64_t word_bytes = bytes_of(training.precision.of(traffic.tensor));
        const std::uint64_t bytes = checked_multiply(traffic.words, word_bytes);
        const std::uint64_t kept = std::min(on_chip_bytes, bytes);
        on_chip_bytes -= kept;
        const std::uint64_t words = (bytes - kept) / word_bytes;
        result.weight_reads = checked_add(result.weight_reads, checked_multiply(words, traffic.reads));
        result.weight_writes = checked_add(result.weight_writes, checked_multiply(words, traffic.writes));
        result.weight_bytes =
            checked_add(result.weight_bytes, checked_multiply(bytes - kept, traffic.reads + traffic.writes));
    }
    const std::uint64_t interval =
        processor.pe_array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles;
    result.mac_cycles = divide_up(checked_multiply(macs, interval), machine::macs_at_once(processor.pe_array));
    if (processor.dram) {
        const double seconds = static_cast<double>(result.weight_bytes) / dram_bandwidth(*processor.dram);
        const auto transfer = std::ceil(seconds * static_cast<double>(processor.pe_array.clock_hz));
        result.dram_cycles = static_cast<std::uint64_t>(transfer);
    }
    result.cycles = std::max(result.mac_cycles, result.dram_cycles);
    return result;
}

}  // namespace

Bounds bounds(const model::Head& head, const model::Training& training, const machine::ProcessorConfig& processor)
{
    std::uint64_t macs = 0;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        macs = checked_add(macs, checked_multiply(head.weights(l), macs_per_weight(training, l)));
    }
    return least_of(weight_traffic(head, training), macs, training, processor);
}

Bounds own_bounds(const model::Head& head, const model::Training& training, const Program& program,
                  const machine::ProcessorConfig& processor)
{
    return least_of(weight_traffic(head, program), lane_macs(program), training, processor);
}

}  // namespace deltasim::schedule
