// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <string>

#include "environment_setting.hpp"
#include "experiment/random_mapped_run.hpp"
#include "experiment/random_run.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/run/run.hpp"
#include "sim/forked.hpp"

// Three engines, one answer: on random heads and machines, the machine of modules and clocks takes as many clocks as
// the reservations say, has equal counts, and books its time equally. DELTASIM_SYSTEMC_RUNS is the number of seeds in
// each case, DELTASIM_SYSTEMC_FIRST the first seed.

namespace deltasim::test::systemc_law_test
{

namespace
{

using experiment::Engine;

/// Everything in the results of a run, and what its JSON leaves out, except the name of the engine; every bit of
/// values.
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

/// Compares all engines; with values, only those that simulate every step.
void compare_engines(const RandomRun& run, const schedule::Schedule& schedule, bool values)
{
    const Json clocked = simulate_in_child(run, schedule, Engine::systemc, values);
    const Json stepped = simulate_in_child(run, schedule, Engine::step, values);
    CHECK(Json::diff(stepped, clocked).dump() == "[]");
    if (values) return;
    const Json folded = simulate_in_child(run, schedule, Engine::fold, false);
    CHECK(Json::diff(folded, clocked).dump() == "[]");
}

/// Calls `check` with seeds; every fourth run moves values.
void for_each_seed(std::uint64_t runs, const std::function<void(std::uint64_t seed, bool values)>& check)
{
    const std::uint64_t first = environment_setting("DELTASIM_SYSTEMC_FIRST", 1);
    const std::uint64_t end = first + number_of_runs("DELTASIM_SYSTEMC_RUNS", runs);
    for (std::uint64_t seed = first; seed < end; ++seed) check(seed, seed % 4 == 0);
}

void check_engines(RandomDram dram, std::uint64_t runs)
{
    for_each_seed(runs, [&](std::uint64_t seed, bool values) {
        const RandomRun run = random_run(seed, dram);
        for (const schedule::Schedule* schedule : schedules_of(run)) {
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            compare_engines(run, *schedule, values);
        }
    });
}

/// The same with rows and columns of lanes, a DMA engine, and a mapping for every phase.
void check_mapped_engines(RandomDram dram, std::uint64_t runs)
{
    int mapped = 0;
    for_each_seed(runs, [&](std::uint64_t seed, bool values) {
        RandomRun run = random_run(seed, dram);
        RandomSource random(seed);
        draw_grid(random, run.priced.processor);
        for (const schedule::Schedule* schedule : schedules_of(run)) {
            if (!draw_possible_mapping(random, run, *schedule)) continue;
            INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << run.training.batch);
            compare_engines(run, *schedule, values);
            ++mapped;
        }
    });
    CHECK(mapped > 0);
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

TEST_CASE("modules and clocks under mappings without DRAM take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::none, 15);
}

TEST_CASE("modules and clocks under mappings with flat DRAM take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::flat, 15);
}

TEST_CASE("modules and clocks under mappings with a DRAM of rows take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::rows, 15);
}

TEST_CASE("modules and clocks under mappings with any DRAM device under any policy take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::devices, 15);
}

TEST_CASE("modules and clocks under mappings with all that DRAM controllers may do take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::controllers, 15);
}

TEST_CASE("modules and clocks under mappings with eDRAM that refreshes take the clocks of the reservations")
{
    check_mapped_engines(RandomDram::edram, 15);
}

}  // namespace deltasim::test::systemc_law_test
