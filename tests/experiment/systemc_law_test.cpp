// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <bit>
#include <cstdint>
#include <string>

#include "environment_setting.hpp"
#include "experiment/random_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "sim/forked.hpp"

// Three engines, one answer: the machine of modules and clocks takes the clocks that the reservations say, counts what
// they count and books its time as they do, on random heads and machines. DELTASIM_SYSTEMC_RUNS is the number of seeds
// a case, DELTASIM_SYSTEMC_FIRST the first of them.

namespace deltasim::test
{

namespace
{

using experiment::Engine;

/// All that a run of an engine says, and what its JSON leaves out, but for which engine it was; of values every bit.
Json simulate_in_child(const RandomRun& run, const schedule::Schedule& schedule, Engine engine, bool values)
{
    Json json = Json::parse(in_child([&] {
        const experiment::RunRequest request{.head = run.head,
                                             .priced = run.priced,
                                             .training = run.training,
                                             .placement = run.placement,
                                             .schedule = schedule,
                                             .engine = engine,
                                             .most_steps = 1'000'000,
                                             .values = values};
        const experiment::RunReport report =
            experiment::execute_run(request, experiment::plan_run(request), [](std::uint64_t) {});
        Json result = run_json(report, "");
        result["lane_busy_cycles"] = report.simulation.counts.lane_busy_cycles;
        result["steps"] = report.simulation.steps;
        for (const MemoryCounts& memory : report.simulation.counts.memories) {
            result["busiest"].push_back(memory.busiest_port_cycles);
        }
        if (!values) return result.dump();
        for (const auto& [tensor, words] : *report.simulation.values) {
            Json bits = Json::array();
            for (const float word : words) bits.push_back(std::bit_cast<std::uint32_t>(word));
            result["values"].push_back(
                {static_cast<int>(tensor.tensor), tensor.layer, static_cast<int>(tensor.array), bits});
        }
        return result.dump();
    }));
    json.erase("engine");
    return json;
}

void check_engines(RandomDram dram, std::uint64_t runs)
{
    const std::uint64_t first = environment_setting("DELTASIM_SYSTEMC_FIRST", 1);
    for (std::uint64_t seed = first; seed < first + environment_setting("DELTASIM_SYSTEMC_RUNS", runs); ++seed) {
        const bool values = seed % 4 == 0;
        const RandomRun run = random_run(seed, dram);
        for (const schedule::Schedule* schedule : schedules_of(run)) {
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            const Json clocked = simulate_in_child(run, *schedule, Engine::systemc, values);
            const Json stepped = simulate_in_child(run, *schedule, Engine::step, values);
            CHECK(Json::diff(stepped, clocked).dump() == "[]");
            if (values) continue;
            const Json folded = simulate_in_child(run, *schedule, Engine::fold, false);
            CHECK(Json::diff(folded, clocked).dump() == "[]");
        }
    }
}

}  // namespace

TEST_CASE("modules and clocks without DRAM take the clocks of the reservations")
{
    check_engines(RandomDram::none, 40);
}

TEST_CASE("modules and clocks with flat DRAM take the clocks of the reservations")
{
    check_engines(RandomDram::flat, 40);
}

TEST_CASE("modules and clocks with a DRAM of rows take the clocks of the reservations")
{
    check_engines(RandomDram::rows, 40);
}

TEST_CASE("modules and clocks with any DRAM device under any policy take the clocks of the reservations")
{
    check_engines(RandomDram::devices, 40);
}

TEST_CASE("modules and clocks with all that DRAM controllers may do take the clocks of the reservations")
{
    check_engines(RandomDram::controllers, 40);
}

TEST_CASE("modules and clocks with eDRAM that refreshes take the clocks of the reservations")
{
    check_engines(RandomDram::edram, 40);
}

}  // namespace deltasim::test
