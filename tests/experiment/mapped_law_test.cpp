// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_mapped_run.hpp"
#include "experiment/random_run.hpp"
#include "experiment/shrinking.hpp"
#include "rooms.hpp"

// The laws of law_test.cpp under mappings: each seed draws a machine and a head as there, then rows and columns of
// lanes, a DMA engine, and a mapping for every phase. A run with values compares its weights with the reference step,
// which is told the order of sums, and throws if they differ.

namespace deltasim::test::mapped_law_test
{

namespace
{

struct SeenOfMappings {
    int runs = 0;
    int transfers = 0;  ///< runs in which words moved from memory to memory
    int partial_sums = 0;
    int parts = 0;  ///< runs in which an array lies in two memories
    int pairs = 0;  ///< runs in which two passes share their outer loops
};

bool lies_in_two_memories(const Json& run)
{
    const Json& homes = run["homes"];
    return std::any_of(homes.begin(), homes.end(), [&](const Json& home) {
        return std::any_of(homes.begin(), homes.end(), [&](const Json& other) {
            return other["tensor"] == home["tensor"] && other["layer"] == home["layer"] &&
                   other["memory"] != home["memory"];
        });
    });
}

/// Checks the laws for a run. Returns its JSON.
Json checked_figures(const RandomRun& run, const Schedule& schedule, std::uint64_t few_steps)
{
    const Json result = run_in_child(run, schedule, Engine::step, false);
    Json figures = result["run"];
    INFO(figures["mapping"].dump());
    check_operands(figures, run, schedule);
    check_operations(figures);
    check_parts(figures, check_energy(figures, run.priced));
    check_time(result, run.priced.processor, 0.0, 2.0);
    check_refreshes(figures, run.priced.processor);

    check_fold(result, run, schedule, few_steps);
    const Json with_values = run_in_child(run, schedule, Engine::step, true);
    REQUIRE(difference(figures, with_values["run"]) == "[]");
    return figures;
}

void note(const Json& run, SeenOfMappings& seen)
{
    ++seen.runs;
    const auto any = [&](const auto& condition) {
        return std::any_of(run["transfers"].begin(), run["transfers"].end(), condition) ? 1 : 0;
    };
    seen.transfers += any([](const Json& row) { return row["from"] != "array" && row["to"] != "array"; });
    seen.parts += lies_in_two_memories(run) ? 1 : 0;
    const Json& loops = run["loops"];
    seen.pairs += std::any_of(loops.begin(), loops.end(), [](const Json& nest) {
        return std::any_of(nest["stages"].begin(), nest["stages"].end(),
                           [](const Json& stage) { return !stage["shared_loops"].is_null(); });
    });
    seen.partial_sums += any([](const Json& row) { return row["tensor"] == "partial_sum"; });
}

void check_mapped(std::uint64_t seed, RandomDram dram, SeenOfMappings& seen, std::uint64_t few_steps = 0,
                  bool is_slow = false)
{
    RandomRun drawn = random_run(seed, dram);
    RandomSource random(seed);
    draw_grid(random, drawn.priced.processor);
    if (is_slow) {  // issues run ahead of the lanes
        for (auto& operation : drawn.priced.processor.pe_array.operations) operation.latency_cycles += 100 + seed % 200;
        drawn.priced.processor.controller.lookahead_steps += 8;
    }
    for (const std::string_view name : schedule_names()) {
        const Schedule& schedule = *find_schedule(name);
        // Its passes may run as one, in some of these runs.
        const bool chosen = random.between(0, name == "delta_lookahead" ? 1 : 2) == 0;
        if (!chosen || !draw_possible_mapping(random, drawn, schedule)) continue;
        INFO("seed " << seed << ", schedule " << schedule.name << ", batch " << drawn.training.batch);
        Json figures;
        hold(drawn, schedule, [&](const RandomRun& run) { figures = checked_figures(run, schedule, few_steps); });
        note(figures, seen);
    }
}

void check_mapped_laws(RandomDram dram)
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 60);
    SeenOfMappings seen;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) check_mapped(seed, dram, seen);
    CHECK(seen.runs >= static_cast<int>(runs) / 2);
    if (dram != RandomDram::none && dram != RandomDram::edram) CHECK(seen.transfers >= static_cast<int>(runs) / 5);
    if (dram != RandomDram::none && dram != RandomDram::edram) CHECK(seen.parts >= static_cast<int>(runs) / 10);
    if (dram != RandomDram::none && dram != RandomDram::edram) CHECK(seen.pairs >= static_cast<int>(runs) / 60);
    CHECK(seen.partial_sums >= static_cast<int>(runs) / 10);
}

}  // namespace

TEST_CASE("the laws hold under mappings without DRAM") { check_mapped_laws(RandomDram::none); }

TEST_CASE("the laws hold under mappings with flat DRAM") { check_mapped_laws(RandomDram::flat); }

TEST_CASE("the laws hold under mappings with a DRAM of rows") { check_mapped_laws(RandomDram::rows); }

TEST_CASE("the laws hold under mappings with any DRAM device under any policy")
{
    check_mapped_laws(RandomDram::devices);
}

TEST_CASE("the laws hold under mappings with a DRAM of rows under all that its controllers may do")
{
    check_mapped_laws(RandomDram::controllers);
}

TEST_CASE("the laws hold under mappings with eDRAM that refreshes") { check_mapped_laws(RandomDram::edram); }

TEST_CASE("the laws hold under mappings where results take long")
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    SeenOfMappings seen;
    for (std::uint64_t seed = first; seed < first + number_of_runs("DELTASIM_LAW_RUNS", 20); ++seed) {
        check_mapped(seed, RandomDram::rows, seen, 8, true);
        check_mapped(seed, RandomDram::controllers, seen, 8, true);
    }
    CHECK(seen.transfers > 0);
}

TEST_CASE("mapped runs that have once been folded wrongly come out right")
{
    // 199: DRAM addresses have the rank below the bank. 248: steps without DRAM wait for what was loaded before them,
    // which a refresh holds up. 253: a transfer begins at time 0.
    SeenOfMappings seen;
    for (const std::uint64_t seed : {199, 248, 253}) {
        for (const RandomDram dram : {RandomDram::rows, RandomDram::devices, RandomDram::controllers}) {
            check_mapped(seed, dram, seen, seed == 248 ? 4 : 2);
        }
    }
}

}  // namespace deltasim::test::mapped_law_test
