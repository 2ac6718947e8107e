// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "core/diagnostic.hpp"
#include "energy/phase_energy.hpp"
#include "energy/priced_run.hpp"
#include "energy/uncertainty.hpp"
#include "rooms.hpp"

namespace deltasim::test::core_energy_test
{

namespace
{

/// Two cores that run for 100 of 400 clocks of 1 ns: ten loads, four stores, three operations.
PricedRun run_of_cores()
{
    PricedRun run;
    run.processor.pe_array.instructions.emplace().cores = 2;
    run.counts.cycles = 400;
    run.counts.time = Seconds(400e-9);
    run.counts.lane_busy_cycles = 100;
    run.counts.cores = CoreCounts{1, {}, {10, 4, 0, 3, 0, 0, 0, 0}};
    run.costs.pe_static_mw = cost(0.0);
    run.costs.cores.emplace();
    return run;
}

std::string refusal_of(const PricedRun& run)
{
    try {
        (void)run.price();
    } catch (const InputError& error) {
        return error.diagnostics().front().key;
    }
    return "";
}

}  // namespace

TEST_CASE("instructions cost their figure, or that of their kind")
{
    PricedRun run = run_of_cores();
    run.costs.cores->instruction_pj = cost(8.0);
    CHECK(run.price().cores.value() == Approx(17 * 8.0));
    run.costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::store)] = cost(20.0);
    CHECK(run.price().cores.value() == Approx(13 * 8.0 + 4 * 20.0));
    CHECK(run.price().total().value() == run.price().cores.value());
    CHECK(run.price().notes.empty());
}

TEST_CASE("kinds alone must be all that a run has")
{
    PricedRun run = run_of_cores();
    run.costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::load)] = cost(5.0);
    run.costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::store)] = cost(6.0);
    CHECK(refusal_of(run) == "costs.cores.by_kind_pj.operation");
    run.costs.cores->by_kind_pj[static_cast<std::size_t>(CoreWork::operation)] = cost(7.0);
    CHECK(run.price().cores.value() == Approx(10 * 5.0 + 4 * 6.0 + 3 * 7.0));
}

TEST_CASE("each core takes its power while the lanes are busy, and that of an idle one for the rest of the time")
{
    PricedRun run = run_of_cores();
    run.costs.cores->run_mw = cost(30.0);
    run.costs.cores->idle_mw = cost(2.0);
    CHECK(run.price().cores.value() == Approx(2 * (100 * 30.0 + 300 * 2.0)));
    CHECK(run.price().core_power.value() == run.price().cores.value());
    run.costs.cores->instruction_pj = cost(1.0);
    CHECK((run.price().cores - run.price().core_power).value() == Approx(17.0));
    run.costs.cores->idle_mw.reset();
    CHECK(refusal_of(run) == "costs.cores.idle_mw");
}

TEST_CASE("a table without a price of cores says so where there are some, and nothing where there are none")
{
    PricedRun run = run_of_cores();
    run.costs.cores.reset();
    CHECK(run.price().cores.value() == 0.0);
    REQUIRE(run.price().notes.size() == 1);
    CHECK(run.price().notes.front().find("cores: round has no energy of instructions") == 0);
    run.processor.pe_array.instructions.reset();
    run.counts.cores.reset();
    CHECK(run.price().notes.empty());
    run.costs.cores = CoreCosts{cost(8.0), {}, cost(30.0), cost(2.0)};
    CHECK(run.price().cores.value() == 0.0);
}

TEST_CASE("phases have the energy of their instructions, and of the power of cores their share of the time")
{
    PricedRun run = run_of_cores();
    run.costs.cores = CoreCosts{cost(8.0), {}, cost(30.0), cost(2.0)};
    run.counts.phases = {PhaseCounts{Phase::forward, 1, {300}, {}, CoreInstructions{10, 0, 0, 3}},
                         PhaseCounts{Phase::update, 1, {100}, {}, CoreInstructions{0, 4}}};
    const std::vector<PhaseWork> work{{Phase::forward, 1, {}, {}}, {Phase::update, 1, {}, {}}};
    const EnergyReport report = run.price();
    const std::vector<PhaseEnergy> phases = energy_by_phase(run.counts, work, run.processor, run.costs, report);
    REQUIRE(phases.size() == 2);
    const double power = 2 * (100 * 30.0 + 300 * 2.0);
    CHECK(phases[0].cores.value() == Approx(13 * 8.0 + 0.75 * power));
    CHECK(phases[1].cores.value() == Approx(4 * 8.0 + 0.25 * power));
    CHECK((phases[0].total() + phases[1].total()).value() == Approx(report.total().value()));
}

TEST_CASE("figures of cores are as uncertain as their range")
{
    PricedRun run = run_of_cores();
    run.costs.cores->run_mw = cost(30.0);
    run.costs.cores->run_mw->range = CostRange{20.0, 60.0};
    run.costs.cores->idle_mw = cost(0.0);
    const std::vector<UncertainPart> parts = uncertain_parts(run.counts, run.processor, run.costs);
    const auto part = std::find_if(parts.begin(), parts.end(),
                                   [](const UncertainPart& candidate) { return candidate.key == "cores.run_mw"; });
    REQUIRE(part != parts.end());
    CHECK(part->quantity == Approx(200.0));
    CHECK(energy_interval(parts).low == Approx(200 * 20.0));
    CHECK(energy_interval(parts).high == Approx(200 * 60.0));
}

}  // namespace deltasim::test::core_energy_test
