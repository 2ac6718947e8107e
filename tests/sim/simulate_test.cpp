// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <stdexcept>

#include "dram/small_device.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/simulated.hpp"

// Programs small enough to be worked out by hand. Times are clocks of the machine, all of one clock unless told.

namespace deltasim::test::simulate_test
{

namespace
{

constexpr OperationCounts one_mac{1, 0, 0, 0, 0, 0};

OperandRequest weight_at(const AffineIndex& index) { return read_lanes({Tensor::weight, 1}, index); }

/// `count` steps of one lane, each a multiply-accumulate on the next weight.
LoopNest macs_over_weights(std::uint64_t count)
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.loop(count, [&](const AffineIndex& i) { nest.step({.operations = one_mac}, {weight_at(i)}); });
    return nest.finish();
}

/// One step of `lanes` lanes that all read bias 0.
LoopNest shared_read(std::uint64_t lanes)
{
    NestBuilder nest(Phase::forward, 1, lanes);
    nest.step({.lanes = lanes, .operations = one_mac}, {read_shared({Tensor::bias, 1}, {})});
    return nest.finish();
}

}  // namespace

TEST_CASE("one step: its operand, then its operation")
{
    // Issued at 0, the weight there at 1, the result at 4.
    const Simulated result = simulated(small_machine(), {{macs_over_weights(1)}});
    CHECK(result.cycles == 4);
    CHECK(result.steps == 1);
    CHECK(result.lane_busy_cycles == 1);
    CHECK(result.macs == 1);
    CHECK(result.memories[0].reads == 1);
}

TEST_CASE("two steps overlap: the second is a clock behind the first")
{
    CHECK(simulated(small_machine(), {{macs_over_weights(2)}}).cycles == 5);
    CHECK(simulated(small_machine(), {{macs_over_weights(100)}}).cycles == 103);
}

TEST_CASE("a result is written when it is there, and the program ends when it is in the memory")
{
    NestBuilder nest(Phase::update, 1, 1);
    nest.step({.operations = one_mac}, {weight_at({}), write_lanes({Tensor::weight, 1}, {})});
    // Result at 4, taken by the memory then, in it at 5.
    const Simulated result = simulated(small_machine(), {{nest.finish()}});
    CHECK(result.cycles == 5);
    CHECK(result.memories[0].reads == 1);
    CHECK(result.memories[0].writes == 1);
}

TEST_CASE("lookahead hides the latency of a memory")
{
    ProcessorConfig processor = small_machine();
    processor.memories[0].latency_cycles = 4;
    // Data at 4, result at 7. The second step is issued when the first starts, at 4: data at 8, result at 11.
    processor.controller.lookahead_steps = 1;
    CHECK(simulated(processor, {{macs_over_weights(2)}}).cycles == 11);
    // Two ahead: issued at 1, data at 5, result at 8. The third waits for the first: issued at 4, result at 11.
    processor.controller.lookahead_steps = 2;
    CHECK(simulated(processor, {{macs_over_weights(2)}}).cycles == 8);
    CHECK(simulated(processor, {{macs_over_weights(3)}}).cycles == 11);
    processor.controller.lookahead_steps = 4;
    CHECK(simulated(processor, {{macs_over_weights(3)}}).cycles == 9);
}

TEST_CASE("operands of a step queue for the port of one bank, and come at once from two")
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.step({.operations = one_mac}, {weight_at({0, {}}), read_shared({Tensor::activation, 0}, {1, {}})});
    const Program program{{nest.finish()}};
    const Simulated one_bank = simulated(small_machine(), program);
    CHECK(one_bank.cycles == 5);
    CHECK(one_bank.memories[0].queued_cycles == 1);

    // The activations are placed before the weights: 16 words from line 0. Word 1 is in bank 1, weight 0 (line 16) in
    // 0.
    ProcessorConfig processor = small_machine();
    processor.memories[0].banks = 2;
    const Simulated two_banks = simulated(processor, program);
    CHECK(two_banks.cycles == 4);
    CHECK(two_banks.memories[0].queued_cycles == 0);
}

TEST_CASE("with broadcast equal addresses of a step are one access, without it one for each lane")
{
    ProcessorConfig processor = small_machine();
    processor.pe_array.lanes = 4;
    processor.pe_array.operand_broadcast = true;
    const Simulated shared = simulated(processor, {{shared_read(4)}});
    CHECK(shared.cycles == 4);
    CHECK(shared.memories[0].reads == 1);
    CHECK(shared.memories[0].words_moved == 1);

    processor.pe_array.operand_broadcast = false;
    const Simulated each = simulated(processor, {{shared_read(4)}});
    CHECK(each.cycles == 7);  // the fourth copy is taken at 3
    CHECK(each.memories[0].reads == 4);
    CHECK(each.memories[0].queued_cycles == 1 + 2 + 3);
    CHECK(each.memories[0].words_moved == 4);

    CHECK(shared.operands == 4);  // scheduled operands do not depend on it
    CHECK(each.operands == 4);
    CHECK(each.macs == 4);
}

TEST_CASE("words of a step in one line are one access, with broadcast and without")
{
    for (const bool broadcast : {true, false}) {
        ProcessorConfig processor = small_machine();
        processor.pe_array.lanes = 4;
        processor.pe_array.operand_broadcast = broadcast;
        processor.memories[0].width_bits = 64;
        NestBuilder nest(Phase::forward, 1, 4);
        // Words 1 to 4 lie in lines 0, 1 and 2.
        nest.step({.lanes = 4, .operations = one_mac}, {weight_at({1, {}})});
        const Simulated result = simulated(processor, {{nest.finish()}});
        CHECK(result.memories[0].reads == 3);
        CHECK(result.memories[0].words_moved == 4);
        CHECK(result.cycles == 6);
    }
}

TEST_CASE("lanes that do not divide a row leave a narrower step")
{
    ProcessorConfig processor = small_machine();
    processor.pe_array.lanes = 4;
    NestBuilder nest(Phase::forward, 1, 4);
    nest.blocks(Dimension::inputs, 10, [&](const AffineIndex& i, std::uint64_t lanes) {
        nest.step({.lanes = lanes, .operations = one_mac}, {weight_at(i)});
    });
    const Simulated result = simulated(processor, {{nest.finish()}});
    CHECK(result.steps == 3);
    CHECK(result.macs == 10);
    CHECK(result.operands == 10);
    CHECK(result.memories[0].reads == 10);
    CHECK(result.lane_busy_cycles == 3);
    CHECK(result.cycles == 9 + 1 + 3);  // the tenth word is taken at 9
}

TEST_CASE("nothing of a nest begins before the last access of the one before is done")
{
    CHECK(simulated(small_machine(), {{macs_over_weights(1), macs_over_weights(1)}}).cycles == 4 + 4);
}

TEST_CASE("an empty program takes no time")
{
    const Simulated result = simulated(small_machine(), {});
    CHECK(result.cycles == 0);
    CHECK(result.steps == 0);
}

TEST_CASE("modules keep to their own clocks")
{
    ProcessorConfig processor = small_machine();
    processor.memories[0].clock_hz = 50'000'000;
    // Issued at 0 and 1; the memory takes the second at 2, its next edge, and answers at 4: result at 7.
    CHECK(simulated(processor, {{macs_over_weights(2)}}).cycles == 7);

    // A tick is 1/300 us, the memory's clock 2, the array's 3: data at 2, the operation starts at 3. Result after 4
    // clocks; the second step is issued at 3, taken at 4, starts at 6.
    processor.memories[0].clock_hz = 150'000'000;
    CHECK(simulated(processor, {{macs_over_weights(1)}}).cycles == 4);
    CHECK(simulated(processor, {{macs_over_weights(2)}}).cycles == 5);

    // Only the controller is slow: it issues at 0 and 2.
    processor = small_machine();
    processor.controller.clock_hz = 50'000'000;
    CHECK(simulated(processor, {{macs_over_weights(2)}}).cycles == 6);
}

TEST_CASE("a flat DRAM is asked ahead as far as the stream buffer has room")
{
    ProcessorConfig processor = small_machine();
    DramConfig dram{FlatDramConfig{4096, 32, 10, 2, 100'000'000}, {1, 1}, "flat"};
    processor.dram = dram;
    const ExplicitHomes off_chip{{"weight", "dram"}};
    // Data at 10, result at 13.
    const Simulated one = simulated(processor, {{macs_over_weights(1)}}, off_chip);
    CHECK(one.cycles == 13);
    CHECK(one.memories[1].reads == 1);
    CHECK(one.memories[0].reads == 0);
    // One word ahead: asked for at 10, when the first has moved on; there at 20, result at 23.
    CHECK(simulated(processor, {{macs_over_weights(2)}}, off_chip).cycles == 23);
    // Eight ahead: asked for at 0, 2, 4 and 6; the last is there at 16, its result at 19.
    dram.stream_buffers.prefetch_depth = 8;
    processor.dram = dram;
    CHECK(simulated(processor, {{macs_over_weights(4)}}, off_chip).cycles == 19);
}

TEST_CASE("a DRAM of rows is read and written in bursts")
{
    ProcessorConfig processor = small_machine();
    processor.dram = DramConfig{small_device(1, 10'000), {8, 8}, "small"};
    const ExplicitHomes off_chip{{"weight", "dram"}};
    // A burst is 16 words. The first, row miss and all, is there at tRCD + CL + burst = 16; then a step a clock.
    const Simulated reading = simulated(processor, {{macs_over_weights(16)}}, off_chip);
    CHECK(reading.cycles == 16 + 15 + 3);
    CHECK(reading.memories[1].reads == 1);
    CHECK(reading.memories[1].words_moved == 16);

    // Written back, the words are one burst again, sent when the last of them is there, at 34: CWL and a burst later.
    NestBuilder nest(Phase::update, 1, 1);
    nest.loop(16, [&](const AffineIndex& i) {
        nest.step({.operations = one_mac}, {weight_at(i), write_lanes({Tensor::weight, 1}, i)});
    });
    const Simulated updating = simulated(processor, {{nest.finish()}}, off_chip);
    CHECK(updating.cycles == 34 + 3 + 4);
    CHECK(updating.memories[1].reads == 1);
    CHECK(updating.memories[1].writes == 1);
}

TEST_CASE("a line holds as many words as fit it, of a step in neighbouring lanes")
{
    ProcessorConfig processor = small_machine();
    processor.pe_array.lanes = 16;
    processor.memories[0].width_bits = 64;
    const auto reading = [&](Precision precision, std::uint64_t first) {
        NestBuilder nest(Phase::forward, 1, 16);
        nest.step({.lanes = 16, .operations = one_mac}, {weight_at({first, {}})});
        return simulated(processor, {{nest.finish()}}, {}, TensorPrecisions(precision)).memories[0];
    };
    CHECK(reading(Precision::fp32, 0).reads == 8);
    CHECK(reading(Precision::fp16, 0).reads == 4);
    CHECK(reading(Precision::int8, 0).reads == 2);
    // Words 3 to 18 lie in bytes 3 to 18, of lines 0, 1 and 2; words 8 to 23 in bytes 8 to 23, of lines 1 and 2.
    CHECK(reading(Precision::int8, 3).reads == 3);
    CHECK(reading(Precision::int8, 8).reads == 2);
    CHECK(reading(Precision::int8, 3).words_moved == 16);
    CHECK(reading(Precision::int8, 3).bits_moved == 128);
    CHECK(reading(Precision::bf16, 0).bits_moved == 256);
}

TEST_CASE("a burst of 64 bytes holds 64 words of int8, read and written")
{
    ProcessorConfig processor = small_machine();
    processor.dram = DramConfig{small_device(1, 10'000), {8, 8}, "small"};
    const auto update = [&](Precision precision, std::uint64_t words) {
        NestBuilder nest(Phase::update, 1, 1);
        nest.loop(words, [&](const AffineIndex& i) {
            nest.step({.operations = one_mac}, {weight_at(i), write_lanes({Tensor::weight, 1}, i)});
        });
        return simulated(processor, {{nest.finish()}}, {{"weight", "dram"}}, TensorPrecisions(precision)).memories[1];
    };
    for (const std::uint64_t words : {1, 63, 64, 65, 128}) {
        const std::uint64_t bursts = (words + 63) / 64;
        CHECK(update(Precision::int8, words).reads == bursts);
        CHECK(update(Precision::int8, words).writes == bursts);
    }
    CHECK(update(Precision::int16, 128).reads == 4);
    CHECK(update(Precision::fp32, 128).writes == 8);
}

TEST_CASE("a flat DRAM takes a whole access for a narrow word, unless a neighbour of the same step shares it")
{
    ProcessorConfig processor = small_machine();
    processor.dram = DramConfig{FlatDramConfig{4096, 32, 10, 2, 100'000'000}, {8, 8}, "flat"};
    const auto reads = [&](Precision precision, std::uint64_t lanes) {
        processor.pe_array.lanes = lanes;
        NestBuilder nest(Phase::forward, 1, lanes);
        nest.blocks(Dimension::inputs, 16, [&](const AffineIndex& i, std::uint64_t block) {
            nest.step({.lanes = block, .operations = one_mac}, {weight_at(i)});
        });
        const Program program{{nest.finish()}};
        return simulated(processor, program, {{"weight", "dram"}}, TensorPrecisions(precision)).memories[1].reads;
    };
    CHECK(reads(Precision::fp32, 1) == 16);
    CHECK(reads(Precision::int8, 1) == 16);
    CHECK(reads(Precision::int8, 2) == 8);
    CHECK(reads(Precision::int8, 4) == 4);
    CHECK(reads(Precision::fp16, 4) == 8);
    CHECK(reads(Precision::int8, 16) == 4);
}

TEST_CASE("what progress throws ends the simulation")
{
    CHECK_THROWS_WITH(
        in_child([] {
            const ProcessorConfig processor = small_machine();
            NestBuilder nest(Phase::forward, 1, 1);
            nest.loop(1'000'000, [&](const AffineIndex&) { nest.step({.operations = one_mac}, {weight_at({})}); });
            const Program program{{nest.finish()}};
            const Placement placement = place(tensor_words(program), {}, memory_spaces(processor), {});
            static_cast<void>(simulate(
                {.processor = processor,
                 .program = program,
                 .placement = placement,
                 .folding = {.enabled = false},
                 .progress = [](std::uint64_t steps) { throw std::runtime_error(steps > 0 ? "enough" : ""); }}));
            return "";
        }),
        "enough");
}

}  // namespace deltasim::test::simulate_test
