// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/checked.hpp"
#include "rooms.hpp"
#include "sim/steps/longest_step.hpp"

namespace deltasim::test::longest_step_test
{

namespace
{

constexpr std::size_t mac = static_cast<std::size_t>(Operation::mac);

/// One step of two operands on each of ten lanes.
Program one_step()
{
    Step step;
    step.lanes = 10;
    step.operations[mac] = 1;
    step.operands.resize(2);
    LoopNest nest;
    nest.streams.resize(1);
    nest.body.body.emplace_back(step);
    return {{nest}};
}

ProcessorConfig machine(std::uint64_t clock_hz)
{
    ProcessorConfig processor;
    processor.pe_array.clock_hz = clock_hz;
    processor.pe_array.operations[mac] = {50, 7};
    processor.controller.clock_hz = clock_hz;
    processor.memories.emplace_back().clock_hz = clock_hz;
    processor.memories.back().latency_cycles = 4;
    return processor;
}

}  // namespace

TEST_CASE("a step is bounded by its operations, its issue, and twice its accesses one after the other")
{
    const TimeBase base({100});
    CHECK(longest_step_ticks(one_step(), machine(100), base) == 50 + 7 + 3 + 2 + 2 * 10 * 2 * (4 + 3));
    // A clock half as fast, with the same tick.
    CHECK(longest_step_ticks(one_step(), machine(50), base) == 2 * (50 + 7 + 3 + 2 + 2 * 10 * 2 * (4 + 3)));
}

TEST_CASE("a step that may go past half of the time there is is refused before anything runs")
{
    // The step above is 342 clocks; at 2^61 ticks a second half of the time is one second.
    const TimeBase base({std::uint64_t{1} << 61U});
    CHECK_THROWS_AS(require_short_steps(one_step(), machine(256), base), OverflowError);
    CHECK_NOTHROW(require_short_steps(one_step(), machine(512), base));
}

}  // namespace deltasim::test::longest_step_test
