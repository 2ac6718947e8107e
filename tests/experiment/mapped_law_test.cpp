// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_run.hpp"
#include "mapping/random_mapping.hpp"
#include "mapping/stage_plan.hpp"
#include "rooms.hpp"

// The laws of law_test.cpp under mappings: each seed draws a machine and a head as there, then rows and columns of
// lanes, a DMA engine, and a mapping of every phase. A run with values holds its weights against the reference step
// that is told the order of sums; it throws where they differ.

namespace deltasim::test
{

namespace
{

/// From the furthest inwards.
std::vector<std::string> memories_of(const ProcessorConfig& processor)
{
    std::vector<std::string> names;
    if (processor.dram) names.emplace_back("dram");
    for (auto memory = processor.memories.rbegin(); memory != processor.memories.rend(); ++memory) {
        names.push_back(memory->name);
    }
    return names;
}

void draw_grid(RandomSource& random, ProcessorConfig& processor)
{
    PeArrayConfig array = random_array(random);
    array.clock_hz = processor.pe_array.clock_hz;
    array.operand_broadcast = processor.pe_array.operand_broadcast;
    array.operations = processor.pe_array.operations;
    array.reduction = random.one_of(std::array{Reduction::row_end, Reduction::adder_tree, Reduction::systolic});
    processor.pe_array = array;
    if (random.between(0, 1) == 1) processor.dma.clock_hz = processor.controller.clock_hz * random.between(1, 2);
    processor.dma.channels = random.between(1, 6);
    processor.dma.burst_bytes = 4 * random.between(1, 16);
}

void draw_mapping(RandomSource& random, RandomRun& run)
{
    const std::vector<std::string> memories = memories_of(run.priced.processor);
    run.placement.mapping = {};
    if (random.between(0, 1) == 1) run.placement.mapping.otherwise = MappingRule::automatic;
    if (random.between(0, 4) == 0) return;
    for (const Phase phase : {Phase::forward, Phase::delta, Phase::gradient, Phase::update}) {
        if (random.between(0, 5) == 0) continue;
        run.placement.mapping.phases[phase] = random_mapping(random, memories, 12);
    }
}

/// Draws mappings until one can be; false where none of them can.
bool draw_possible_mapping(RandomSource& random, RandomRun& run, const Schedule& schedule)
{
    for (int attempt = 0; attempt < 30; ++attempt) {
        draw_mapping(random, run);
        try {
            const RunPlan plan = plan_run({.head = run.head,
                                           .priced = run.priced,
                                           .training = run.training,
                                           .placement = run.placement,
                                           .schedule = schedule,
                                           .engine = Engine::step,
                                           .most_steps = 200'000,
                                           .values = false});
            if (std::any_of(plan.mapping.begin(), plan.mapping.end(),
                            [](const auto& nest) { return nest.has_value(); }))
                return true;
        } catch (const PlacementError&) {
        } catch (const TooManySteps&) {
        }
    }
    return false;
}

struct SeenOfMappings {
    int runs = 0;
    int transfers = 0;  ///< runs in which words went from memory to memory
    int partial_sums = 0;
};

void check_mapped(std::uint64_t seed, RandomDram dram, SeenOfMappings& seen)
{
    RandomRun drawn = random_run(seed, dram);
    RandomSource random(seed);
    draw_grid(random, drawn.priced.processor);
    for (const std::string_view name : schedule_names()) {
        const Schedule& schedule = *find_schedule(name);
        if (random.between(0, 2) > 0 || !draw_possible_mapping(random, drawn, schedule)) continue;
        INFO("seed " << seed << ", schedule " << schedule.name << ", batch " << drawn.training.batch);
        const Json result = run_in_child(drawn, schedule, Engine::step, false);
        const Json& run = result["run"];
        INFO(run["mapping"].dump());
        check_operands(run, drawn, schedule);
        check_operations(run);
        check_parts(run, check_energy(run, drawn.priced));
        check_time(result, drawn.priced.processor, 0.0, 1.0);
        check_refreshes(run, drawn.priced.processor);

        const Json folded = run_in_child(drawn, schedule, Engine::fold, false);
        REQUIRE(difference(without_engine(result), without_engine(folded)) == "[]");
        const Json with_values = run_in_child(drawn, schedule, Engine::step, true);
        REQUIRE(difference(run, with_values["run"]) == "[]");
        ++seen.runs;
        const auto any = [&](const auto& condition) {
            return std::any_of(run["transfers"].begin(), run["transfers"].end(), condition) ? 1 : 0;
        };
        seen.transfers += any([](const Json& row) { return row["from"] != "array" && row["to"] != "array"; });
        seen.partial_sums += any([](const Json& row) { return row["tensor"] == "partial_sum"; });
    }
}

void check_mapped_laws(RandomDram dram)
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = environment_setting("DELTASIM_LAW_RUNS", 60);
    SeenOfMappings seen;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) check_mapped(seed, dram, seen);
    CHECK(seen.runs >= static_cast<int>(runs) / 2);
    if (dram != RandomDram::none && dram != RandomDram::edram) CHECK(seen.transfers >= static_cast<int>(runs) / 5);
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

}  // namespace deltasim::test
