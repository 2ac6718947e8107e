// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "environment_setting.hpp"
#include "experiment/law_checks.hpp"
#include "experiment/random_run.hpp"
#include "experiment/shrinking.hpp"
#include "rooms.hpp"

// Laws that hold for every head on every machine. Each seed draws a head, a machine, a training and two schedules, and
// runs these by stepping, by folding, and with values. DELTASIM_LAW_RUNS is the number of seeds, DELTASIM_LAW_FIRST the
// first seed.

namespace deltasim::test::law_test
{

namespace
{

void check_run(const RandomRun& run, const Schedule& schedule)
{
    const Json result = run_in_child(run, schedule, Engine::step, false);
    check_operands(result["run"], run, schedule);
    check_accesses(result["run"], run.priced.processor, run.training.precision);
    check_words(result["run"], run);
    check_operations(result["run"]);
    check_parts(result["run"], check_energy(result["run"], run.priced));
    const Json& engine = result["run"]["engine"];
    check_time(result, run.priced.processor,
               engine["simulated_steps"].get<double>() + engine["folded_steps"].get<double>());
    check_refreshes(result["run"], run.priced.processor);

    check_fold(result, run, schedule);
    const Json with_values = run_in_child(run, schedule, Engine::step, true);
    CHECK(difference(result["run"], with_values["run"]) == "[]");
    CHECK(with_values["bits"] == reference_bits(run, schedule));
}

void check_drawn(std::uint64_t seed, const RandomRun& drawn)
{
    for (const Schedule* schedule : schedules_of(drawn)) {
        INFO("seed " << seed << ", schedule " << schedule->name << ", batch " << drawn.training.batch << ", optimizer "
                     << name_of(drawn.training.optimizer));
        hold(drawn, *schedule, [&](const RandomRun& run) { check_run(run, *schedule); });
    }
}

void check_laws(RandomDram dram)
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 300);
    for (std::uint64_t seed = first; seed < first + runs; ++seed) check_drawn(seed, random_run(seed, dram));
}

}  // namespace

TEST_CASE("the laws hold on machines without DRAM") { check_laws(RandomDram::none); }

TEST_CASE("the laws hold on machines with flat DRAM") { check_laws(RandomDram::flat); }

TEST_CASE("the laws hold on machines with a DRAM of rows") { check_laws(RandomDram::rows); }

TEST_CASE("the laws hold on machines with any DRAM device under any policy") { check_laws(RandomDram::devices); }

TEST_CASE("the laws hold on machines with a DRAM of rows under all that its controllers may do")
{
    check_laws(RandomDram::controllers);
}

TEST_CASE("the laws hold on machines whose idle DRAM goes to power-down or refreshes itself")
{
    const std::uint64_t first = environment_setting("DELTASIM_LAW_FIRST", 1);
    const std::uint64_t runs = number_of_runs("DELTASIM_LAW_RUNS", 300);
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        constexpr RandomDram kinds[]{RandomDram::controllers, RandomDram::devices, RandomDram::rows};
        check_drawn(seed, resting(random_run(seed, kinds[seed / 2 % 3]), seed));
    }
}

TEST_CASE("the laws hold on machines with eDRAM that refreshes") { check_laws(RandomDram::edram); }

TEST_CASE("the laws hold for seeds that have told the engines apart")
{
    check_drawn(6900, plain(random_run(6900, RandomDram::none)));
    check_drawn(8193, plain(random_run(8193, RandomDram::rows)));
    check_drawn(8208, plain(random_run(8208, RandomDram::rows)));
}

}  // namespace deltasim::test::law_test
