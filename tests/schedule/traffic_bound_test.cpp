// SPDX-License-Identifier: MIT
#include "schedule/traffic_bound.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <tuple>
#include <vector>

#include "model/random_head.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::traffic_bound_test
{

namespace
{

constexpr std::uint64_t hertz = 100'000'000;

/// 12, 6 and 10 weights, from the first layer to the third.
const Head head = head_of({4, 3, 2, 5}, Activation::relu, Activation::softmax);

/// Two lanes with one mac per clock; one memory of `on_chip_bytes`, unless that is 0.
ProcessorConfig processor_with(std::uint64_t on_chip_bytes)
{
    ProcessorConfig processor;
    processor.pe_array.lanes = 2;
    processor.pe_array.clock_hz = hertz;
    if (on_chip_bytes > 0) {
        OnChipMemoryConfig memory;
        memory.capacity_bytes = on_chip_bytes;
        processor.memories.push_back(memory);
    }
    return processor;
}

Bounds bounds_of(std::uint32_t first_trainable, const ProcessorConfig& processor)
{
    return bounds(head, {Loss::softmax_cross_entropy, 0.01, first_trainable, 1}, processor, {});
}

void check_traffic(const Bounds& bound, std::uint64_t reads, std::uint64_t writes)
{
    CHECK(bound.weight_reads == reads);
    CHECK(bound.weight_writes == writes);
}

}  // namespace

TEST_CASE("trainable weights above the first are read twice and written once, those of the first once each, frozen "
          "ones read once")
{
    check_traffic(bounds_of(1, processor_with(0)), 2 * 10 + 2 * 6 + 12, 10 + 6 + 12);
    check_traffic(bounds_of(2, processor_with(0)), 2 * 10 + 6 + 12, 10 + 6);
    check_traffic(bounds_of(3, processor_with(0)), 10 + 6 + 12, 10);
}

TEST_CASE("delta_lookahead moves the weights of the bound where nothing fits on chip, and no schedule moves fewer")
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Head drawn = random_head(random, depth, 9, Loss::softmax_cross_entropy);
        for (std::uint32_t first = 1; first <= depth; ++first) {
            const Training training{Loss::softmax_cross_entropy, 0.01, first, 1};
            const Bounds bound = bounds(drawn, training, processor_with(0), {});
            for (const Schedule& schedule : schedules()) {
                CAPTURE(seed, depth, first, schedule.name);
                ReadsWrites weights;
                const OperandTally tally = schedule.operand_accesses(drawn, training);
                for (const auto& [key, accesses] : tally.entries()) {
                    if (key.tensor != Tensor::weight) continue;
                    weights.reads += accesses.reads;
                    weights.writes += accesses.writes;
                }
                CHECK(weights.reads >= bound.weight_reads);
                CHECK(weights.writes == bound.weight_writes);
                if (schedule.name == "delta_lookahead") CHECK(weights.reads == bound.weight_reads);
            }
        }
    }
}

TEST_CASE("a batch moves no more weights and takes the multiply-accumulates of all samples; states are left out")
{
    Training training{Loss::softmax_cross_entropy, 0.01, 2, 1};
    training.batch = 4;
    training.optimizer = Optimizer::adam;
    const Bounds bound = bounds(head, training, processor_with(0), {});
    check_traffic(bound, 2 * 10 + 6 + 12, 10 + 6);
    CHECK(bound.weight_bytes == 4 * (38 + 16));
    // Macs for each weight: forward 4, the deltas below 4, the gradient 3 after the first product, Adam 4.
    CHECK(bound.cycles == (10 * (4 + 4 + 3 + 4) + 6 * (4 + 3 + 4) + 12 * 4) / 2);
}

TEST_CASE("what fits on chip is not moved, the weights that save most first")
{
    // 13 words: all 10 of the third layer and 3 of the second.
    check_traffic(bounds_of(1, processor_with(52)), 2 * 3 + 12, 3 + 12);
    // 20 words: the third and second layer and 4 of the first.
    check_traffic(bounds_of(1, processor_with(80)), 8, 8);
    // Only the output layer is trained: its 10 words are moved twice, the frozen words once; 3 of the former stay on
    // chip.
    check_traffic(bounds_of(3, processor_with(52)), 15, 0);
    check_traffic(bounds_of(1, processor_with(28 * 4)), 0, 0);
    check_traffic(bounds_of(1, processor_with(std::uint64_t{1} << 60U)), 0, 0);
}

TEST_CASE("several on-chip memories keep what all of them hold, to the byte")
{
    ProcessorConfig processor = processor_with(30);
    processor.memories.push_back(processor.memories.front());
    processor.memories.back().capacity_bytes = 24;  // 54 bytes of the 64 that move three times
    const Bounds bound = bounds_of(1, processor);
    check_traffic(bound, 2 * 2 + 12, 2 + 12);
    CHECK(bound.weight_bytes == 10 * 3 + 12 * 4 * 2);
}

TEST_CASE("weights stay on chip only where memories hold them, or where they are put")
{
    ProcessorConfig processor = processor_with(30);
    processor.memories.push_back(processor.memories.front());
    processor.memories[0].name = "features";
    processor.memories[0].holds = {Tensor::activation, Tensor::delta};
    processor.memories[1].name = "weights";
    processor.memories[1].capacity_bytes = 24;
    const Training training{Loss::softmax_cross_entropy, 0.01, 1, 1};
    const auto bytes = [&](const ExplicitHomes& homes) {
        return bounds(head, training, processor, homes).weight_bytes;
    };
    // 16 words move three times each, the 12 of the first layer twice.
    CHECK(bytes({}) == (64 - 24) * 3 + 48 * 2);
    processor.memories[1].holds = {Tensor::bias, Tensor::weight};
    CHECK(bytes({}) == (64 - 24) * 3 + 48 * 2);
    CHECK(bytes({{"weight", "features"}}) == (64 - 54) * 3 + 48 * 2);
    CHECK(bytes({{"weight[2]", "features"}}) == (64 - 54) * 3 + 48 * 2);
    CHECK(bytes({{"bias", "features"}, {"weight", "dram"}}) == (64 - 24) * 3 + 48 * 2);
    processor.memories[1].holds = {Tensor::bias};
    CHECK(bytes({}) == 64 * 3 + 48 * 2);
}

TEST_CASE("a master copy and its weights share the memories that hold both, each has those of its own")
{
    ProcessorConfig processor = processor_with(1000);
    processor.memories.push_back(processor.memories.front());
    processor.memories[0].holds = {Tensor::weight};
    processor.memories[1].holds = {Tensor::master_weight};
    Training training{Loss::softmax_cross_entropy, 0.01, 1, 1};
    training.master_weights = true;
    training.precision.set(Tensor::weight, Precision::fp16);
    const auto bytes = [&] { return bounds(head, training, processor, {}).weight_bytes; };
    CHECK(bytes() == 0);
    const std::uint64_t masters = 28 * 4 * 2;  // read and written
    // All are read except those of the first layer; all are written.
    const std::uint64_t weights = (10 + 6) * 2 * 2 + 12 * 2 * 1;
    processor.memories[1].holds = {Tensor::bias};
    CHECK(bytes() == masters);
    processor.memories[0].holds = {Tensor::master_weight};
    CHECK(bytes() == weights);
    processor.memories[0].holds = {Tensor::bias};
    CHECK(bytes() == masters + weights);
    // Room for all masters, or for as many bytes of both.
    processor.memories[0].holds = {};
    processor.memories[0].capacity_bytes = 28 * 4;
    CHECK(bytes() == masters + weights - 28 * 4 * 2);
    // One memory for each: 10 words of weights, and the rest of the room for masters.
    processor.memories[1].holds = {Tensor::weight};
    processor.memories[1].capacity_bytes = 20;
    CHECK(bytes() == weights - 20 * 2);
}

TEST_CASE("cycles are at least the multiply-accumulates of all lanes")
{
    // Each weight in the forward pass, each trainable one in its update, each above the first trainable layer in the
    // deltas below.
    CHECK(bounds_of(1, processor_with(0)).cycles == (3 * 10 + 3 * 6 + 2 * 12) / 2);
    CHECK(bounds_of(3, processor_with(0)).cycles == (2 * 10 + 6 + 12) / 2);
    ProcessorConfig slow = processor_with(0);
    slow.pe_array.lanes = 5;
    slow.pe_array.operations[static_cast<std::size_t>(Operation::mac)].interval_cycles = 3;
    CHECK(bounds_of(1, slow).cycles == 44);  // 72 macs of 3 clocks over 5 lanes: 43.2
}

TEST_CASE("cycles are at least the words over a flat DRAM's pins")
{
    ProcessorConfig processor = processor_with(0);
    processor.pe_array.lanes = 1000;
    FlatDramConfig flat;
    flat.width_bits = 32;
    flat.interval_cycles = 4;
    flat.clock_hz = hertz / 2;
    processor.dram = DramConfig{flat, {}, "flat"};
    CHECK(bounds_of(1, processor).cycles == (44 + 28) * 4 * 2);
    processor.memories = processor_with(52).memories;
    CHECK(bounds_of(1, processor).cycles == (18 + 15) * 4 * 2);
    processor.pe_array.lanes = 1;
    processor.dram->model = FlatDramConfig{0, 1024, 1, 1, hertz};
    CHECK(bounds_of(1, processor).cycles == 72);  // the macs, since the DRAM moves 32 words a clock
}

TEST_CASE("cycles are at least the words over a double-data-rate channel's pins")
{
    ProcessorConfig processor = processor_with(0);
    processor.pe_array.lanes = 1000;
    DramDevice device;
    device.clock_hz = hertz;
    device.channel_width_bits = 16;
    processor.dram = DramConfig{device, {}, "ddr"};
    CHECK(bounds_of(1, processor).cycles == 72);  // two beats of two bytes a clock: a word
    device.channel_width_bits = 64;
    processor.dram->model = device;
    CHECK(bounds_of(3, processor).cycles == 10);  // 38 words of which 4 a clock: 9.5
    device.channels = 3;
    processor.dram->model = device;
    CHECK(bounds_of(3, processor).dram_cycles == 4);  // 12 a clock: 3.2
    CHECK(bounds_of(1, processor).dram_cycles == 6);  // 72 words
}

TEST_CASE("a schedule's own bound: how often its nests go over the weights, and no less than that of all")
{
    // Arrays of 10, 6 and 12 weights, layer 3 first; reads and writes of each.
    const std::vector<std::tuple<std::string, std::uint64_t, std::uint64_t>> expected{
        {"delta", 3 * 10 + 3 * 6 + 2 * 12, 10 + 6 + 12},     {"delta_deferred", 3 * 10 + 3 * 6 + 2 * 12, 10 + 6 + 12},
        {"delta_fused", 2 * (10 + 6 + 12), 10 + 6 + 12},     {"delta_lookahead", 2 * 10 + 2 * 6 + 12, 10 + 6 + 12},
        {"framework", 3 * 10 + 3 * 6 + 2 * 12, 10 + 6 + 12},
    };
    const std::uint64_t batch = GENERATE(1, 3);
    for (const auto& [name, reads, writes] : expected) {
        CAPTURE(name, batch);
        const Training training{Loss::softmax_cross_entropy, 0.01, 1, batch};
        const Program program = find_schedule(name)->program(head, training, 2);
        check_traffic(own_bounds(head, training, program, processor_with(0), {}), reads, writes);
        for (const std::uint64_t bytes : {0, 7, 30, 50, 99, 200}) {
            const Bounds own = own_bounds(head, training, program, processor_with(bytes), {});
            const Bounds all = bounds(head, training, processor_with(bytes), {});
            CHECK(own.weight_bytes >= all.weight_bytes);
            CHECK(own.cycles >= all.cycles);
        }
    }
}

}  // namespace deltasim::test::traffic_bound_test
