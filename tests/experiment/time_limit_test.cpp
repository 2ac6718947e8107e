// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "core/checked.hpp"
#include "environment_setting.hpp"
#include "experiment/random_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "rooms.hpp"
#include "sim/forked.hpp"

// Clocks of 33.337, 166.667 and 199.993 MHz have a common tick of a tenth of an attosecond: 2^62 ticks are 4.15 s. A
// run either ends before that, with equal figures under both engines, or both engines refuse it with the same message.

namespace deltasim::test::time_limit_test
{

namespace
{

const char* const too_long = "the run takes more than 4.15 s at 1111196662555547000 ticks a second";

/// The machine of the seed with such clocks; its lanes are a hundred or thousands of times as slow.
RandomRun slow_run(std::uint64_t seed)
{
    RandomRun run = random_run(seed, seed % 2 == 0 ? RandomDram::flat : RandomDram::rows);
    ProcessorConfig& processor = run.priced.processor;
    processor.pe_array.clock_hz = 33'337'000;
    processor.controller.clock_hz = 199'993'000;
    for (OnChipMemoryConfig& memory : processor.memories) memory.clock_hz = 33'337'000;
    std::visit([](auto& dram) { dram.clock_hz = 166'667'000; }, processor.dram->model);
    const std::uint64_t slowness = seed % 3 == 0 ? 100 : 20'000;
    for (OperationTiming& timing : processor.pe_array.operations) {
        timing.latency_cycles *= slowness;
        timing.interval_cycles *= slowness;
    }
    return run;
}

/// The result of a run: its JSON without the engine, or why it was refused.
std::string outcome(const RandomRun& run, const Schedule& schedule, Engine engine)
{
    return in_child([&] {
        const PlacementConfig placement;
        const RunRequest request{.head = run.head,
                                 .priced = run.priced,
                                 .training = run.training,
                                 .placement = placement,
                                 .schedule = schedule,
                                 .engine = engine,
                                 .most_steps = 1'000'000};
        try {
            Json json = run_json(execute_run(request, plan_run(request), [](std::uint64_t) {}), "");
            json.erase("engine");
            return json.dump();
        } catch (const OverflowError& error) {
            return std::string(error.what());
        }
    });
}

}  // namespace

TEST_CASE("both engines refuse the runs that are too long to count, and agree on the others")
{
    std::uint64_t refused = 0;
    std::uint64_t done = 0;
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_LAW_RUNS", 60); ++seed) {
        const RandomRun run = slow_run(seed);
        for (const Schedule& schedule : schedules()) {
            INFO("seed " << seed << ", schedule " << schedule.name);
            const std::string stepped = outcome(run, schedule, Engine::step);
            CHECK(stepped == outcome(run, schedule, Engine::fold));
            if (stepped.front() == '{') {
                CHECK(Json::parse(stepped)["seconds"] < 4.16);
                ++done;
            } else {
                CHECK_THAT(stepped, Catch::StartsWith(too_long));
                ++refused;
            }
        }
    }
    CHECK(refused > 0);
    CHECK(done > 0);
}

}  // namespace deltasim::test::time_limit_test
