// SPDX-License-Identifier: MIT
#include "search/nest_bounds.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_mapped_run.hpp"
#include "experiment/random_run.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"
#include "schedule/nest_builder.hpp"
#include "sim/memory_spaces.hpp"

// Tests that no simulated figure is below its lower bound, under any mapping of any machine. Each seed draws both.

namespace deltasim::test::nest_bounds_test
{

namespace
{

/// The sums of the lower bounds of all nests of a plan: under their mappings, and under any mapping.
struct Bounds {
    search::Bound nearer;
    search::Bound least;
};

Bounds bounds_of(const RunRequest& run, const RunPlan& plan)
{
    const auto written_for = [&](std::uint64_t lanes) {
        Program program = run.schedule.program(run.head, plan.training, lanes);
        pad_rows(program, plan.row_layouts);
        return program;
    };
    const Program streaming = written_for(run.priced.processor.pe_array.lanes);
    const Program unmapped_program = written_for(unmapped);
    const std::vector<MemorySpace> spaces = memory_spaces(run.priced.processor);
    const search::MostsOnChip most_on_chip =
        search::most_on_chip(tensor_words(streaming), plan.training.precision, spaces, run.placement.homes);
    Bounds all;
    for (std::size_t n = 0; n < streaming.nests.size(); ++n) {
        const search::NestBounds nest(streaming.nests[n], unmapped_program.nests[n], run.priced, spaces,
                                      plan.training.precision, most_on_chip,
                                      search::shared_tiles(unmapped_program.nests, n));
        // If all nests stream, the plan has no mappings.
        const std::optional<NestMapping> mapping = plan.mapping.empty() ? std::nullopt : plan.mapping.at(n);
        const auto bounded = nest.of(mapping);
        REQUIRE(bounded);
        CHECK(bounded->bound.seconds >= 0.0);
        const search::Bound nearer = nest.nearer(mapping, nullptr);
        CHECK(bounded->bound.energy <= nearer.energy * (1.0 + 1e-9));
        CHECK(bounded->bound.seconds <= nearer.seconds * (1.0 + 1e-9));
        all.nearer = all.nearer + nearer;
        // least() does not hold for a nest that streams.
        all.least = all.least + (mapping ? nest.least() : nearer);
    }
    return all;
}

/// The number of runs, and the largest ratios of a bound to its simulated figure.
struct Seen {
    int runs = 0;
    double most_of_time = 0.0;
    double most_of_energy = 0.0;
    double most_of_least = 0.0;
};

void check_bound(std::uint64_t seed, RandomDram dram, Seen& seen)
{
    RandomRun drawn = random_run(seed, dram);
    RandomSource random(seed);
    draw_grid(random, drawn.priced.processor);
    for (const std::string_view name : schedule_names()) {
        const Schedule& schedule = *find_schedule(name);
        if (random.between(0, 2) > 0 || !draw_possible_mapping(random, drawn, schedule)) continue;
        const RunRequest request{.head = drawn.head,
                                 .priced = drawn.priced,
                                 .training = drawn.training,
                                 .placement = drawn.placement,
                                 .schedule = schedule};
        const RunPlan plan = plan_run(request);
        INFO("seed " << seed << ", schedule " << schedule.name << ", batch " << drawn.training.batch);
        const auto [bound, least] = bounds_of(request, plan);
        const Json run = run_in_child(drawn, schedule, Engine::fold, false)["run"];
        INFO(run["mapping"].dump());
        constexpr double rounding = 1.0 + 1e-9;
        CHECK(bound.seconds <= run["seconds"].get<double>() * rounding);
        CHECK(bound.energy <= run["energy_pj"]["total"].get<double>() * rounding);
        CHECK(least.seconds <= run["seconds"].get<double>() * rounding);
        CHECK(least.energy <= run["energy_pj"]["total"].get<double>() * rounding);
        ++seen.runs;
        seen.most_of_time = std::max(seen.most_of_time, bound.seconds / run["seconds"].get<double>());
        seen.most_of_energy = std::max(seen.most_of_energy, bound.energy / run["energy_pj"]["total"].get<double>());
        seen.most_of_least = std::max(seen.most_of_least, least.energy / run["energy_pj"]["total"].get<double>());
    }
}

void check_bounds(RandomDram dram)
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 40);
    Seen seen;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) check_bound(seed, dram, seen);
    CHECK(seen.runs >= static_cast<int>(runs) / 2);
    // A bound that is always far off would prove nothing.
    CHECK(seen.most_of_time > 0.2);
    CHECK(seen.most_of_energy > 0.2);
    CHECK(seen.most_of_least > 0.1);
}

/// A wide layer on lanes that wait only for the DRAM.
ExperimentConfig wide_experiment(const std::string& device)
{
    return tiny_experiment({{"model.features", "1024", {}},
                            {"model.layers", "[{outputs: 512, activation: softmax}]", {}},
                            {"processor.pe_array.lanes", "64", {}},
                            {"processor.pe_array.clock_mhz", "1000", {}},
                            {"processor.pe_array.operand_broadcast", "true", {}},
                            {"processor.controller", "{clock_mhz: 1000, lookahead_steps: 16}", {}},
                            {"processor.memories.buffer.capacity_kib", "64", {}},
                            {"processor.memories.buffer.banks", "64", {}},
                            {"costs.sram",
                             "[{capacity_kib: 64, width_bits: 64, read_pj: {value: 10, source: a test}, "
                             "write_pj: {value: 12, source: a test}, leakage_mw: {value: 1, source: a test}}]",
                             {}},
                            {"processor.memories.buffer.width_bits", "64", {}},
                            {"processor.memories.buffer.clock_mhz", "1000", {}},
                            {"processor.dram", "{device: " + device + ", prefetch_depth: 32, write_depth: 32}", {}},
                            {"placement", "{weight: dram}", {}}});
}

}  // namespace

TEST_CASE("where the DRAM is never idle but for refreshes the bound of time is near")
{
    ExperimentConfig experiment = wide_experiment("ddr4_2400_4gb_x8");
    // Refreshes take a twelfth of the time. If the bound counted three times as much, it would exceed the run.
    std::get<DramDevice>(experiment.processors.front().processor.dram->model).refresh_interval_cycles = 4000;
    const RunRequest request{.head = experiment.models.front(),
                             .priced = experiment.processors.front(),
                             .training = experiment.training,
                             .placement = experiment.placement,
                             .schedule = *find_schedule("delta")};
    const RunPlan plan = plan_run(request);
    const search::Bound bound = bounds_of(request, plan).nearer;
    const double seconds = execute_run(
                               request, plan, [](std::uint64_t) {}, nullptr)
                               .simulation.counts.time.value();
    CHECK(bound.seconds <= seconds);
    CHECK(bound.seconds > 0.9 * seconds);
}

TEST_CASE("no run takes less than its lower bound without DRAM") { check_bounds(RandomDram::none); }

TEST_CASE("no run takes less than its lower bound with flat DRAM") { check_bounds(RandomDram::flat); }

TEST_CASE("no run takes less than its lower bound with a DRAM of rows") { check_bounds(RandomDram::rows); }

TEST_CASE("no run takes less than its lower bound with any DRAM device") { check_bounds(RandomDram::devices); }

TEST_CASE("no run takes less than its lower bound with eDRAM that refreshes") { check_bounds(RandomDram::edram); }

}  // namespace deltasim::test::nest_bounds_test
