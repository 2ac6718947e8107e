// SPDX-License-Identifier: MIT
#include "schedule/traffic_bound.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "core/checked.hpp"
#include "model/optimizer_step.hpp"
#include "schedule/core_bound.hpp"

namespace deltasim::schedule
{

namespace
{

/// Bytes per second over the DRAM's data pins.
double dram_bandwidth(const machine::DramConfig& dram)
{
    if (const auto* flat = std::get_if<machine::FlatDramConfig>(&dram.model)) {
        const double accesses = static_cast<double>(flat->clock_hz) / static_cast<double>(flat->interval_cycles);
        return accesses * static_cast<double>(flat->width_bits) / 8.0;
    }
    const machine::DramDevice& device = std::get<machine::DramDevice>(dram.model);
    // Two transfers per clock, on all channels at the same time.
    const double bits = static_cast<double>(device.channel_width_bits) * static_cast<double>(device.channels);
    return 2.0 * static_cast<double>(device.clock_hz) * bits / 8.0;
}

/// Multiply-accumulates for each weight of layer l: in the forward pass, in the deltas below, in its gradient (which
/// the first sample starts with a product), and in the optimizer.
std::uint64_t macs_per_weight(const model::Training& training, std::uint32_t l)
{
    if (l < training.first_trainable) return training.batch;
    const std::uint64_t a_sample = l > training.first_trainable ? 3 : 2;
    const std::uint64_t update =
        count_of(model::OptimizerStep(training, model::Parameters::weights).operations(), Operation::mac);
    return checked_add(checked_multiply(training.batch, a_sample) - 1, update);
}

/// The weights of a layer that are needed when zeros are skipped.
struct Needed {
    std::uint64_t forward = 0;   ///< weights that the activations of some sample need
    std::uint64_t gradient = 0;  ///< weights that have a gradient, or that change without one
    std::uint64_t chain = 0;     ///< weights that the deltas below need
    std::uint64_t forward_macs = 0;
    std::uint64_t gradient_macs = 0;  ///< multiply-accumulates of gradients and of the optimizer
};

/// For each node and sample: true if the node's word is not 0. Words that are not tested count as not 0.
std::vector<std::vector<bool>> live_words(const model::ZeroPattern& zeros, bool tested, TensorId tensor,
                                          std::uint64_t nodes, std::uint64_t batch)
{
    const std::vector<bool>* const is_zero = tested ? zeros.find(tensor) : nullptr;
    std::vector<std::vector<bool>> live(nodes, std::vector<bool>(batch, true));
    for (std::uint64_t node = 0; is_zero != nullptr && node < nodes; ++node) {
        for (std::uint64_t s = 0; s < batch; ++s) live[node][s] = !(*is_zero)[s * nodes + node];
    }
    return live;
}

/// How many nodes have the same pattern over the samples, for each pattern.
std::map<std::vector<bool>, std::uint64_t> alike(const std::vector<std::vector<bool>>& nodes)
{
    std::map<std::vector<bool>, std::uint64_t> counts;
    for (const std::vector<bool>& node : nodes) ++counts[node];
    return counts;
}

Needed needed_weights(const model::Head& head, const model::Training& training, const machine::SkipConfig& skip,
                      const model::ZeroPattern& zeros, std::uint32_t l)
{
    const std::uint64_t rows = head.width(l);
    const auto columns =
        alike(live_words(zeros, skip.zero_activation, {Tensor::activation, l - 1}, head.width(l - 1), training.batch));
    const auto deltas = alike(live_words(zeros, skip.zero_delta, {Tensor::delta, l}, rows, training.batch));
    const bool rests = training.rests_without_gradient(true);
    const std::uint64_t update =
        count_of(model::OptimizerStep(training, model::Parameters::weights).operations(), Operation::mac);
    Needed needed;
    for (const auto& [column, times] : columns) {
        const auto samples = static_cast<std::uint64_t>(std::count(column.begin(), column.end(), true));
        if (samples > 0) needed.forward += times * rows;
        needed.forward_macs += samples * times * rows;
        if (l < training.first_trainable) continue;
        for (const auto& [delta, nodes] : deltas) {
            std::uint64_t terms = 0;
            for (std::uint64_t s = 0; s < training.batch; ++s) terms += column[s] && delta[s] ? 1 : 0;
            const std::uint64_t weights = times * nodes;
            if (terms > 0 || !rests) needed.gradient += weights;
            // The term of the first sample is a product.
            needed.gradient_macs += weights * (terms > 0 ? terms - 1 : 0);
            if (terms > 0 || !rests) needed.gradient_macs += weights * update;
        }
    }
    const bool has_slopes = l > 1 && skip.zero_delta && model::stops_at_zero(head.layer(l - 1).activation);
    const auto slopes =
        alike(live_words(zeros, has_slopes, {Tensor::activation, l - 1}, head.width(l - 1), training.batch));
    for (const auto& [slope, times] : slopes) {
        for (const auto& [delta, nodes] : deltas) {
            bool wanted = false;
            for (std::uint64_t s = 0; s < training.batch; ++s) wanted = wanted || (slope[s] && delta[s]);
            if (wanted) needed.chain += times * nodes;
        }
    }
    return needed;
}

/// How often the words of one layer's weights, or of their master copy, are read and written if they stay off chip.
struct Traffic {
    Tensor tensor = Tensor::weight;
    std::uint64_t words = 0;
    std::uint64_t reads = 0;  ///< reads of one word, at most
    std::uint64_t writes = 0;
    std::uint64_t all_reads = 0;  ///< reads of all words together
    std::uint64_t all_writes = 0;
};

/// For any schedule, from the output down.
std::vector<Traffic> weight_traffic(const model::Head& head, const model::Training& training,
                                    const std::vector<Needed>& needed)
{
    std::vector<Traffic> all;
    for (std::uint32_t l = head.depth(); l >= 1; --l) {
        const bool trainable = l >= training.first_trainable;
        const std::uint64_t reads = l > training.first_trainable ? 2 : 1;
        const bool has_master = trainable && training.master_weights;
        const std::uint64_t words = head.weights(l);
        const Needed of = needed.empty() ? Needed{words, words, words} : needed[l - 1];
        // One pass serves both if possible: it reads the words that either of the two needs.
        const std::uint64_t once = trainable ? std::max(of.forward, of.gradient) : of.forward;
        // One schedule reads them for the gradient, another for the chain.
        const std::uint64_t again = std::min(of.gradient, of.chain);
        const std::uint64_t all_reads = reads == 2 ? checked_add(of.forward, again) : once;
        const std::uint64_t writes = trainable ? 1 : 0;
        if (has_master) all.push_back({Tensor::master_weight, words, 1, 1, of.gradient, of.gradient});
        all.push_back({Tensor::weight, words, has_master ? reads - 1 : reads, writes,
                       !has_master  ? all_reads
                       : reads == 2 ? std::min(of.forward, again)
                                    : 0,
                       writes * of.gradient});
    }
    return all;
}

/// For a program: each of its nests visits all words of an array that it reads or writes. If a nest has written words,
/// the nest that goes on with the next samples need not read them again: both may run together.
std::vector<Traffic> weight_traffic(const model::Head& head, const Program& program)
{
    std::map<TensorId, Traffic> all;
    std::set<std::pair<TensorId, Direction>> moved;
    for (std::size_t n = 0; n < program.nests.size(); ++n) {
        const LoopNest& nest = program.nests[n];
        const bool follows = n > 0 && goes_on(program.nests[n - 1], nest);
        const std::set<std::pair<TensorId, Direction>> before = std::exchange(moved, {});
        for (const Stream& stream : nest.streams) {
            const TensorId tensor = stream.tensor.all_rows();
            const bool is_weights = tensor.tensor == Tensor::weight || tensor.tensor == Tensor::master_weight;
            if (!is_weights || stream.tile != 0 || !moved.insert({tensor, stream.direction}).second) continue;
            if (follows && stream.direction == Direction::read && before.contains({tensor, Direction::write})) continue;
            Traffic& traffic =
                all.try_emplace(tensor, Traffic{tensor.tensor, head.weights(tensor.layer)}).first->second;
            ++(stream.direction == Direction::read ? traffic.reads : traffic.writes);
        }
    }
    std::vector<Traffic> traffic;
    for (auto& [tensor, of_tensor] : all) {
        of_tensor.all_reads = checked_multiply(of_tensor.words, of_tensor.reads);
        of_tensor.all_writes = checked_multiply(of_tensor.words, of_tensor.writes);
        traffic.push_back(of_tensor);
    }
    return traffic;
}

/// The work of the lanes in this program.
LaneWork lane_work(const Program& program)
{
    LaneWork work;
    for (const LoopNest& nest : program.nests) {
        for_each_step(nest, [&](const Step& step, std::uint64_t times) {
            if (step.unit != StepUnit::lanes) return;
            const std::uint64_t macs = count_of(step.operations, Operation::mac);
            const std::uint64_t lanes = checked_multiply(times, step.lanes);
            work.macs = checked_add(work.macs, checked_multiply(macs, lanes));
            if (macs + count_of(step.operations, Operation::multiply) > 0) work.steps = checked_add(work.steps, lanes);
        });
    }
    return work;
}

/// The work of the lanes in any schedule. A weight has a part of a step for each sample in the forward pass, and one in
/// the backward pass if it is trainable. A schedule may do the update and a forward pass in one step.
LaneWork lane_work(const model::Head& head, const model::Training& training)
{
    LaneWork work;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const std::uint64_t backward = l < training.first_trainable ? 0 : training.batch - 1;
        const auto of_weights = [&](std::uint64_t each) { return checked_multiply(head.weights(l), each); };
        work.macs = checked_add(work.macs, of_weights(macs_per_weight(training, l)));
        work.steps = checked_add(work.steps, of_weights(checked_add(training.batch, backward)));
        work.forward_steps = checked_add(work.forward_steps, of_weights(training.batch));
        work.first_forward_steps = checked_add(work.first_forward_steps, head.weights(l));
    }
    return work;
}

/// The room on chip for weights and their master copies, which may share memories or not.
class Room
{
public:
    Room(const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes)
    {
        for (const machine::OnChipMemoryConfig& memory : processor.memories) {
            const auto takes = [&](Tensor tensor) {
                // A home is given for a tensor (`weight`) or for a tensor of one layer (`weight[2]`).
                const auto is_put_there = [&](const auto& home) {
                    return home.second == memory.name && home.first.substr(0, home.first.find('[')) == name_of(tensor);
                };
                return memory.takes(tensor) || std::any_of(homes.begin(), homes.end(), is_put_there);
            };
            const bool weights = takes(Tensor::weight);
            const bool masters = takes(Tensor::master_weight);
            if (weights) of_weights_ = checked_add(of_weights_, memory.capacity_bytes);
            if (masters) of_masters_ = checked_add(of_masters_, memory.capacity_bytes);
            if (weights || masters) of_both_ = checked_add(of_both_, memory.capacity_bytes);
        }
    }

    /// Takes as many of these bytes as there is room for, beside what was taken before.
    std::uint64_t take(Tensor tensor, std::uint64_t bytes)
    {
        std::uint64_t& own = tensor == Tensor::master_weight ? of_masters_ : of_weights_;
        bytes = std::min({bytes, own, of_both_});
        own -= bytes;
        of_both_ -= bytes;
        return bytes;
    }

private:
    std::uint64_t of_weights_ = 0;
    std::uint64_t of_masters_ = 0;
    std::uint64_t of_both_ = 0;
};

/// Gives on-chip memory, byte by byte, to the words that move most.
Bounds least_of(std::vector<Traffic> all, const LaneWork& work, const model::Training& training,
                const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes)
{
    std::stable_sort(all.begin(), all.end(),
                     [](const Traffic& a, const Traffic& b) { return a.reads + a.writes > b.reads + b.writes; });
    Room room(processor, homes);
    Bounds result;
    for (const Traffic& traffic : all) {
        const std::uint64_t word_bytes = bytes_of(training.precision.of(traffic.tensor));
        const std::uint64_t kept = room.take(traffic.tensor, checked_multiply(traffic.words, word_bytes));
        // Words with the most traffic are kept.
        const auto left = [](std::uint64_t moved, std::uint64_t unmoved) { return moved - std::min(moved, unmoved); };
        const std::uint64_t kept_words = divide_up(kept, word_bytes);
        const std::uint64_t reads = left(traffic.all_reads, checked_multiply(kept_words, traffic.reads));
        const std::uint64_t writes = left(traffic.all_writes, checked_multiply(kept_words, traffic.writes));
        result.weight_reads = checked_add(result.weight_reads, reads);
        result.weight_writes = checked_add(result.weight_writes, writes);
        const std::uint64_t all_bytes =
            checked_multiply(checked_add(traffic.all_reads, traffic.all_writes), word_bytes);
        const std::uint64_t bytes = left(all_bytes, checked_multiply(kept, traffic.reads + traffic.writes));
        result.weight_bytes = checked_add(result.weight_bytes, bytes);
    }
    result.mac_cycles = least_cycles(work, processor.pe_array, training.precision);
    if (processor.dram) {
        const double seconds = static_cast<double>(result.weight_bytes) / dram_bandwidth(*processor.dram);
        const auto transfer = std::ceil(seconds * static_cast<double>(processor.pe_array.clock_hz));
        result.dram_cycles = static_cast<std::uint64_t>(transfer);
    }
    result.cycles = std::max(result.mac_cycles, result.dram_cycles);
    return result;
}

}  // namespace

Bounds bounds(const model::Head& head, const model::Training& training, const machine::ProcessorConfig& processor,
              const model::ExplicitHomes& homes, const model::ZeroPattern* zeros)
{
    std::vector<Needed> needed;
    for (std::uint32_t l = 1; zeros != nullptr && l <= head.depth(); ++l) {
        needed.push_back(needed_weights(head, training, processor.skip, *zeros, l));
    }
    LaneWork work;
    if (needed.empty()) work = lane_work(head, training);
    for (const Needed& of : needed) work.macs = checked_add(work.macs, of.forward_macs + of.gradient_macs);
    return least_of(weight_traffic(head, training, needed), work, training, processor, homes);
}

Bounds own_bounds(const model::Head& head, const model::Training& training, const Program& program,
                  const machine::ProcessorConfig& processor, const model::ExplicitHomes& homes)
{
    LaneWork work = lane_work(program);
    const LaneWork of_all = lane_work(head, training);
    work.forward_steps = of_all.forward_steps;
    work.first_forward_steps = of_all.first_forward_steps;
    return least_of(weight_traffic(head, program), work, training, processor, homes);
}

}  // namespace deltasim::schedule
