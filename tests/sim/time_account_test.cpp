// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <numeric>

#include "dram/small_device.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/simulated.hpp"

// To what the time of a small program is booked, worked out by hand. Clocks are those of the machine, all alike unless
// told; a multiply-accumulate takes three.

namespace deltasim::test::time_account_test
{

namespace
{

constexpr OperationCounts one_mac{1, 0, 0, 0, 0, 0};

/// `count` steps of one lane, each a multiply-accumulate on a weight, `stride` apart.
LoopNest macs(std::uint64_t count, std::uint64_t stride = 1)
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.loop(count, [&](const AffineIndex& i) {
        nest.step({.operations = one_mac}, {read_lanes({Tensor::weight, 1}, i * stride)});
    });
    return nest.finish();
}

/// `count` steps that all read the first bias.
LoopNest macs_on_a_bias(std::uint64_t count)
{
    NestBuilder nest(Phase::update, 1, 1);
    nest.loop(count, [&](const AffineIndex&) {
        nest.step({.operations = one_mac}, {read_lanes({Tensor::bias, 1}, {})});
    });
    return nest.finish();
}

/// What is not named is zero.
struct Expected {
    std::uint64_t compute = 0;
    std::uint64_t issue = 0;
    std::uint64_t sram_latency = 0;
    std::uint64_t sram_conflict = 0;
    std::uint64_t dram = 0;
    std::uint64_t dram_refresh = 0;
    std::uint64_t write_back = 0;
    std::uint64_t drain = 0;
};

void check_time(const Simulated& result, const Expected& expected)
{
    CHECK(result.time == TimeByCause{expected.compute, expected.issue, expected.sram_latency, expected.sram_conflict,
                                     expected.dram, expected.dram_refresh, expected.write_back, expected.drain});
    CHECK(std::accumulate(result.time.begin(), result.time.end(), std::uint64_t{0}) == result.cycles);
}

}  // namespace

TEST_CASE("time: the first operand is waited for, what follows it is hidden behind the lanes' work")
{
    check_time(simulated(small_machine(), {{macs(1)}}), {.compute = 3, .sram_latency = 1});
    check_time(simulated(small_machine(), {{macs(100)}}), {.compute = 102, .sram_latency = 1});
}

TEST_CASE("time: a step that needs the results before it waits for the array itself")
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.step({.operations = one_mac}, {read_lanes({Tensor::weight, 1}, {})});
    nest.step({.operations = one_mac, .needs_result = true}, {read_lanes({Tensor::weight, 1}, {1, {}})});
    // Starts at 1 and, although its operand is there at 2, at 4; the result is there at 7.
    check_time(simulated(small_machine(), {{nest.finish()}}), {.compute = 6, .sram_latency = 1});
}

TEST_CASE("time: a controller slower than the lanes is waited for until it issues, then the memory is")
{
    ProcessorConfig processor = small_machine();
    processor.controller.clock_hz = 25'000'000;
    // The first starts at 1, the second is issued at 4 and starts at 5.
    check_time(simulated(processor, {{macs(2)}}), {.compute = 4, .issue = 2, .sram_latency = 2});
}

TEST_CASE("time: without lookahead the latency of a memory shows at every step")
{
    ProcessorConfig processor = small_machine();
    processor.memories[0].latency_cycles = 4;
    processor.controller.lookahead_steps = 1;
    // Starts at 4, and, issued then, at 8; the lanes are free at 5.
    check_time(simulated(processor, {{macs(2)}}), {.compute = 4, .sram_latency = 4 + 3});
}

TEST_CASE("time: of an operand that has waited for its bank's port, that wait is a conflict")
{
    NestBuilder nest(Phase::forward, 1, 1);
    nest.step({.operations = one_mac},
              {read_lanes({Tensor::weight, 1}, {}), read_shared({Tensor::activation, 0}, {1, {}})});
    check_time(simulated(small_machine(), {{nest.finish()}}), {.compute = 3, .sram_latency = 1, .sram_conflict = 1});

    ProcessorConfig processor = small_machine();
    processor.pe_array.lanes = 4;
    NestBuilder copies(Phase::forward, 1, 4);
    copies.step({.lanes = 4, .operations = one_mac}, {read_shared({Tensor::bias, 1}, {})});
    // The fourth copy is taken at 3.
    check_time(simulated(processor, {{copies.finish()}}), {.compute = 3, .sram_latency = 1, .sram_conflict = 3});
}

TEST_CASE("time: results that their memory has not taken yet hold up the next step")
{
    NestBuilder nest(Phase::update, 1, 1);
    nest.loop(5, [&](const AffineIndex& i) {
        nest.step({.operations = one_mac}, {write_lanes({Tensor::weight, 1}, i), write_lanes({Tensor::bias, 1}, i)});
    });
    // The first step's results are there at 3 and taken at 3 and 4: the fourth starts at 4, not at 3. The next two are
    // taken at 5 and 6: the fifth starts at 6, not at 5. Its results are there at 9; the last is taken at 12.
    const Simulated result = simulated(small_machine(), {{nest.finish()}});
    CHECK(result.cycles == 13);
    check_time(result, {.compute = 7, .write_back = 2, .drain = 4});
}

TEST_CASE("time: after the last result its way to the memory is left")
{
    NestBuilder nest(Phase::update, 1, 1);
    nest.step({.operations = one_mac}, {read_lanes({Tensor::weight, 1}, {}), write_lanes({Tensor::weight, 1}, {})});
    check_time(simulated(small_machine(), {{nest.finish()}}), {.compute = 3, .sram_latency = 1, .drain = 1});
}

TEST_CASE("time: a DRAM asked one word ahead is waited for at every step")
{
    ProcessorConfig processor = small_machine();
    processor.dram = DramConfig{FlatDramConfig{4096, 32, 10, 2, 100'000'000}, {1, 1}, "flat"};
    // Starts at 10 and 20; the lanes are free at 11.
    check_time(simulated(processor, {{macs(2)}}, {{"weight", "dram"}}), {.compute = 4, .dram = 10 + 9});
}

TEST_CASE("time: the wait for a burst is the refresh's from its first command to the burst's last beat")
{
    ProcessorConfig processor = small_machine();
    processor.dram = DramConfig{small_device(1, 1000), {8, 8}, "small"};
    // The first nest ends at 993: one clock of latency, 992 of work. The activate for the first burst goes out then,
    // its data is there at 1009. The read of the second would go out at 1006, after a refresh is due: the bank is
    // closed at 1013, its tRAS, and refreshed at 1019. From 1069 on it may be opened again: data at 1085.
    const auto after_a_while = [&](const LoopNest& nest) {
        return simulated(processor, {{macs_on_a_bias(990), nest}}, {{"weight", "dram"}});
    };
    // Sixteen steps work on the first burst, until 1025.
    const Simulated hidden = after_a_while(macs(17));
    CHECK(hidden.cycles == 1088);
    check_time(hidden, {.compute = 992 + 16 + 3, .sram_latency = 1, .dram = 16, .dram_refresh = 1085 - 1025});
    // One step does, until 1010: three clocks before the refresh begins.
    check_time(after_a_while(macs(2, 16)),
               {.compute = 992 + 1 + 3, .sram_latency = 1, .dram = 16 + 3, .dram_refresh = 1085 - 1013});
}

TEST_CASE("time: parts of clocks are rounded so that the causes sum to the cycles")
{
    ProcessorConfig processor = small_machine();
    processor.controller.clock_hz = 150'000'000;
    processor.memories[0].clock_hz = 70'000'000;
    const Simulated result = simulated(processor, {{macs(5), macs_on_a_bias(3), macs(7)}});
    CHECK(std::accumulate(result.time.begin(), result.time.end(), std::uint64_t{0}) == result.cycles);
}

}  // namespace deltasim::test::time_account_test
