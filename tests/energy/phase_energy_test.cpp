// SPDX-License-Identifier: MIT
#include "energy/phase_energy.hpp"

#include <catch2/catch.hpp>

#include "energy/priced_run.hpp"

namespace deltasim::test::phase_energy_test
{

namespace
{

/// Two phases of 30 and 10 clocks on a buffer of 1 KiB and a flat DRAM of 32 bits.
struct TwoPhases : PricedRun {
    std::vector<PhaseWork> work;

    TwoPhases()
    {
        add_memory("buffer", 1024, 32);
        processor.dram.emplace().model = FlatDramConfig{};
        add_accesses("buffer", "sram", 32, {7, 3}).bits_moved = 320;
        add_accesses("dram", "dram", 32, {5, 2}).bits_moved = 224;
        counts.cycles = 40;
        counts.time = Seconds(4e-9);
        counts.operations.front() = {6, 0, 2, 0, 0, 0};
        counts.dram.emplace().reads = 5;
        counts.dram->writes = 2;
        PhaseCounts forward;
        forward.cycles[0] = 30;
        forward.accesses.resize(2);
        forward.accesses[0][0] = {4, 1};
        forward.accesses[1][0] = {5, 0};
        PhaseCounts update;
        update.phase = Phase::update;
        update.cycles[0] = 10;
        update.accesses.resize(2);
        update.accesses[0][0] = {3, 2};
        update.accesses[1][0] = {0, 2};
        counts.phases = {forward, update};
        work = {{Phase::forward, 1, {}, {{160, {8, 2}}, {160, {9, 0}}}},
                {Phase::update, 1, {}, {{160, {3, 2}}, {64, {0, 4}}}}};
        work[0].operations.front() = {6, 0, 0, 0, 0, 0};
        work[1].operations.front() = {0, 0, 2, 0, 0, 0};
    }
};

}  // namespace

TEST_CASE("the energy by phase is that of its accesses, work and share of the time, and all together the run's")
{
    TwoPhases run;
    const EnergyReport report = run.price();
    const std::vector<PhaseEnergy> phases = energy_by_phase(run.counts, run.work, run.processor, run.costs, report);
    REQUIRE(phases.size() == 2);
    CHECK(phases[0].phase == Phase::forward);
    CHECK(phases[0].compute.value() == Approx(6 * 4.0));
    CHECK(phases[1].compute.value() == Approx(2 * 3.0));
    CHECK(phases[0].sram.value() == Approx(4 * 5.0 + 1 * 6.0));
    CHECK(phases[1].sram.value() == Approx(3 * 5.0 + 2 * 6.0));
    CHECK(phases[0].dram.value() == Approx(5 * 32 * 20.0));
    CHECK(phases[1].dram.value() == Approx(2 * 32 * 25.0));
    CHECK(phases[0].interconnect.value() == Approx(320 * 0.125));
    CHECK(phases[1].interconnect.value() == Approx(224 * 0.125));
    CHECK(phases[0].static_power.value() == Approx(3 * phases[1].static_power.value()));
    CHECK((phases[0].total() + phases[1].total()).value() == Approx(report.total().value()));
}

TEST_CASE("refreshes of an eDRAM are of no phase alone, and their memory shows them")
{
    TwoPhases run;
    OnChipMemoryConfig& buffer = run.processor.memories.front();
    buffer.kind = OnChipKind::edram;
    buffer.refresh = EdramRefresh{buffer.lines_per_bank() / 4, 100};
    run.counts.memories.front().level = "edram";
    run.counts.memories.front().row_refreshes = 3;
    const EnergyReport report = run.price();
    const double refresh = 3 * 4 * (5.0 + 6.0);
    CHECK(report.upkeep.at(0).refresh_pj == Approx(refresh));
    CHECK(report.upkeep.at(1).refresh_pj == 0.0);
    CHECK(report.sram.value() == Approx(7 * 5.0 + 3 * 6.0 + refresh));
    const std::vector<PhaseEnergy> phases = energy_by_phase(run.counts, run.work, run.processor, run.costs, report);
    REQUIRE(phases.size() == 3);
    CHECK_FALSE(phases[2].phase);
    CHECK(phases[2].sram.value() == Approx(refresh));
    CHECK(phases[2].total().value() == Approx(refresh));
}

TEST_CASE("in the operand view every operand access is an access of its own at its home")
{
    TwoPhases run;
    const double expected = 11 * 5.0 + 4 * 6.0 + 9 * 32 * 20.0 + 4 * 32 * 25.0;
    CHECK(operand_energy(run.work, run.processor, run.costs).value() == Approx(expected));
    // A DRAM access has the width of the DRAM.
    run.processor.dram->model = FlatDramConfig{0, 64};
    const double wider = 11 * 5.0 + 4 * 6.0 + 9 * 64 * 20.0 + 4 * 64 * 25.0;
    CHECK(operand_energy(run.work, run.processor, run.costs).value() == Approx(wider));
}

}  // namespace deltasim::test::phase_energy_test
