// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "sim/steps/processing_element_array.hpp"

// A PE clock is one tick unless told.

namespace deltasim::test::processing_element_array_test
{

namespace
{

/// {mac, add, multiply, divide, exponential, compare}
PeArrayConfig pe_config()
{
    PeArrayConfig config;
    config.lanes = 4;
    config.clock_hz = 100'000'000;
    config.operations = {{{4, 1}, {3, 1}, {3, 2}, {14, 14}, {20, 20}, {1, 1}}};
    return config;
}

class Bench
{
public:
    explicit Bench(std::int64_t period = 1)
        : array_("array", pe_config(), Clock(Ticks(period)), layout_), counts_(layout_.size())
    {
        array_.count_in(counts_);
    }

    Execution run(const Step& step, std::int64_t ready) { return array_.execute(array_.timing(step), Ticks(ready)); }
    [[nodiscard]] std::int64_t start(const Step& step, std::int64_t ready) { return run(step, ready).start.value(); }
    [[nodiscard]] std::int64_t result(const Step& step, std::int64_t ready) { return run(step, ready).result.value(); }
    [[nodiscard]] StepTiming timing(const Step& step) const { return array_.timing(step); }
    [[nodiscard]] std::uint64_t busy_cycles() const { return array_.busy_cycles(counts_); }
    [[nodiscard]] std::int64_t done() const { return array_.done().value(); }

private:
    CounterLayout layout_;
    ProcessingElementArray array_;
    Counts counts_;
};

const Step mac{.operations = {1, 0, 0, 0, 0, 0}};
const Step divide{.operations = {0, 0, 0, 1, 0, 0}};
const Step after_results{.operations = {1, 0, 0, 0, 0, 0}, .needs_result = true};
const Step sum_of_four{.unit = StepUnit::row_end, .operations = {0, 4, 0, 0, 0, 1}};

}  // namespace

TEST_CASE("a pipelined operation starts every interval and ends a latency later")
{
    Bench bench;
    CHECK(bench.result(mac, 0) == 4);
    CHECK(bench.result(mac, 0) == 5);
    CHECK(bench.result(mac, 10) == 14);
    CHECK(bench.done() == 14);
    CHECK(bench.busy_cycles() == 3);
}

TEST_CASE("an operation that is not pipelined holds its lane")
{
    Bench bench;
    CHECK(bench.result(divide, 0) == 14);
    CHECK(bench.start(mac, 13) == 14);
    CHECK(bench.start(mac, 15) == 15);
    CHECK(bench.busy_cycles() == 14 + 1 + 1);
}

TEST_CASE("a step's operations follow one another")
{
    // Two multiplications and a mac: 3 + 3 + 4 clocks to the result, 2 + 2 + 1 for which the lane is held.
    const Bench bench;
    const StepTiming timing = bench.timing({.operations = {1, 0, 2, 0, 0, 0}});
    CHECK(timing.latency.value() == 10);
    CHECK(timing.interval.value() == 5);
}

TEST_CASE("a step without operations takes a clock all the same")
{
    const Bench bench;
    CHECK(bench.timing({}).latency.value() == 1);
    CHECK(bench.timing({}).interval.value() == 1);
}

TEST_CASE("steps run in order")
{
    Bench bench;
    CHECK(bench.start(mac, 20) == 20);
    CHECK(bench.start(mac, 5) == 21);
}

TEST_CASE("a step starts on an edge of the PE clock")
{
    Bench bench(5);
    CHECK(bench.start(mac, 0) == 0);
    CHECK(bench.start(mac, 4) == 5);
    CHECK(bench.start(mac, 10) == 10);
    CHECK(bench.result(mac, 11) == 15 + 4 * 5);
    CHECK(bench.busy_cycles() == 4);
}

TEST_CASE("a step that needs results waits for those of all earlier steps")
{
    Bench bench;
    bench.run(mac, 0);
    bench.run(divide, 0);  // from 1 to 15
    bench.run(mac, 0);     // from 15 to 19
    CHECK(bench.start(after_results, 0) == 19);
    CHECK(bench.start(after_results, 0) == 23);
    CHECK(bench.start(mac, 0) == 24);  // others do not
}

TEST_CASE("a step that needs results waits for the row-end unit, too")
{
    Bench bench;
    bench.run(mac, 0);
    CHECK(bench.result(sum_of_four, 0) == 4 + 13);  // four additions and a comparison after the lanes' results
    CHECK(bench.start(after_results, 0) == 17);
    CHECK(bench.done() == 21);
}

TEST_CASE("lanes go on with the next row while the row end is at work")
{
    Bench bench;
    CHECK(bench.result(mac, 0) == 4);
    CHECK(bench.start(sum_of_four, 0) == 4);
    CHECK(bench.start(mac, 0) == 1);
    CHECK(bench.busy_cycles() == 2);  // the row-end unit holds no lane
}

TEST_CASE("sums are double-buffered: lanes are at most a row ahead of the row end")
{
    Bench bench;
    bench.run(divide, 0);                         // row 1: lanes from 0, results at 14
    CHECK(bench.start(sum_of_four, 0) == 14);     // which are taken over then
    CHECK(bench.start(mac, 0) == 14);             // row 2 fills the other buffer
    CHECK(bench.start(sum_of_four, 100) == 100);  // its bias comes late
    CHECK(bench.start(mac, 0) == 15);             // row 3 has the buffer of row 1
    CHECK(bench.start(sum_of_four, 0) == 101);
    CHECK(bench.start(mac, 0) == 100);  // row 4 waits for that of row 2
}

namespace
{

PeArrayConfig systolic(std::uint64_t sets)
{
    PeArrayConfig config = pe_config();
    config.rows = 8;
    config.columns = 4;
    config.lanes = 32;
    config.reduction = Reduction::systolic;
    config.stationary_sets = sets;
    config.operations = {{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}};
    return config;
}

class ConfiguredBench
{
public:
    explicit ConfiguredBench(const PeArrayConfig& config)
        : array("array", config, Clock(Ticks(1)), layout_), counts_(layout_.size())
    {
        array.count_in(counts_);
    }

private:
    CounterLayout layout_;

public:
    ProcessingElementArray array;

private:
    Counts counts_;
};

const Step product{.lanes = 32, .operations = {1, 0, 0, 0, 0, 0}, .rows = 8};

}  // namespace

TEST_CASE("a tile of a systolic array takes its rows to shift in, a clock a sample, and the way through all lanes")
{
    // Eight rows to shift; the last of n samples starts n - 1 clocks after the first, and its sum leaves 8 + 4 - 2
    // clocks after its product. With one set of registers the next tile shifts in then, and a tile takes all of that.
    const std::int64_t samples = GENERATE(1, 5, 40);
    ConfiguredBench bench(systolic(1));
    for (std::int64_t tile = 0; tile < 3; ++tile) {
        bench.array.load(Ticks(0), Ticks(0));
        for (std::int64_t s = 0; s < samples; ++s) {
            const Execution execution = bench.array.execute(bench.array.timing(product), Ticks(0));
            CHECK(execution.start.value() == tile * (8 + samples + 8 + 4 - 2) + 8 + s);
        }
    }
    CHECK(bench.array.done().value() == 3 * (8 + samples + 8 + 4 - 2));
}

TEST_CASE("with two sets of registers a tile takes its samples, or its rows if these are more")
{
    const std::int64_t samples = GENERATE(1, 8, 40);
    ConfiguredBench bench(systolic(2));
    for (std::int64_t tile = 0; tile < 3; ++tile) {
        bench.array.load(Ticks(0), Ticks(0));
        for (std::int64_t s = 0; s < samples; ++s) {
            const Execution execution = bench.array.execute(bench.array.timing(product), Ticks(0));
            CHECK(execution.start.value() == 8 + tile * std::max<std::int64_t>(samples, 8) + s);
        }
    }
}

TEST_CASE("operands shift in as their rows come, and the last one takes a clock more")
{
    ConfiguredBench bench(systolic(2));
    CHECK(bench.array.load(Ticks(3), Ticks(5)).end.value() == 11);    // eight rows from the first on
    CHECK(bench.array.load(Ticks(12), Ticks(40)).end.value() == 41);  // a row that comes late
}

TEST_CASE("a step of cores takes its loads, stores and operations, shared out, and what the loop takes besides")
{
    PeArrayConfig config = pe_config();
    config.lanes = 32;
    config.operations = {{{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}}};
    config.instructions =
        machine::Instructions{.cores = 8, .load_cycles = 1, .step = 2, .row = 16, .fork_join_cycles = 100};
    ConfiguredBench bench(config);
    // Four products a core: eight loads, four multiply-accumulates, two pointers.
    machine::StepInstructions step{
        .lanes = 32, .precision = Precision::int8, .operations = {1, 0, 0, 0, 0, 0}, .loads = 64};
    CHECK(bench.array.timing(step, false, Ticks(0)).interval.value() == 8 + 4 + 2);
    // Two clocks more a load, of memories that are further away.
    CHECK(bench.array.timing(step, false, Ticks(64 * 2)).interval.value() == 8 + 4 + 2 + 16);
    // A row's end: no lanes are left to be added up.
    const machine::StepInstructions row{.lanes = 1, .row_end = true, .operations = {0, 31, 0, 0, 0, 1}, .stores = 8};
    CHECK(bench.array.timing(row, false, Ticks(0)).interval.value() == 1 + 1 + 16);
    bench.array.begin_nest(Ticks(50));
    CHECK(bench.array.execute(bench.array.timing(step, false, Ticks(0)), Ticks(50)).start.value() == 150);
    // Four words a load, two products an instruction, two instructions a clock: 3 loads, 6 that unpack, 4, and 2 more.
    config.instructions = machine::Instructions{.issue_width = 2, .step = 2};
    config.instructions->widths[static_cast<std::size_t>(Precision::int8)] = {4, 2, 2};
    ConfiguredBench wide(config);
    step = {.lanes = 8, .precision = Precision::int8, .operations = {1, 0, 0, 0, 0, 0}, .loads = 3, .unpack = 6};
    CHECK(wide.array.timing(step, false, Ticks(0)).interval.value() == 8);
}

TEST_CASE("the row-end unit takes a row as fast as its slowest operation")
{
    // Additions are pipelined, an exponential is taken every 20 clocks: latency 4 * 3 + 20.
    const Step exponential{.unit = StepUnit::row_end, .operations = {0, 4, 0, 0, 1, 0}};
    Bench bench;
    CHECK(bench.start(exponential, 0) == 0);
    CHECK(bench.result(exponential, 0) == 20 + 32);
    CHECK(bench.start(sum_of_four, 0) == 40);
    CHECK(bench.start(sum_of_four, 0) == 41);
}

}  // namespace deltasim::test::processing_element_array_test
