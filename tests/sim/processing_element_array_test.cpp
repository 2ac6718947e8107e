// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "rooms.hpp"
#include "sim/steps/processing_element_array.hpp"

// A PE clock is one tick unless told.

namespace deltasim::test
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

}  // namespace deltasim::test
