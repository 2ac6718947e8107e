// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>

#include "experiment/finished_run.hpp"
#include "experiment/run/self_check.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"
#include "sim/forked.hpp"

namespace deltasim::test::self_check_test
{

namespace
{

/// The message of the check for a spoilt run; nothing if the run passes.
std::string verdict(const std::function<void(RunReport&)>& spoil)
{
    RunReport report = finished_run();
    spoil(report);
    try {
        check_run(report, finished_plan());
    } catch (const SelfCheckFailed& failure) {
        const std::string text = failure.what();
        const std::string begin = "self-check failed: ";
        REQUIRE_THAT(text, Catch::StartsWith(begin));
        return text.substr(begin.size());
    }
    return "";
}

MemoryCounts& buffer(RunReport& report) { return report.simulation.counts.memories[0]; }
MemoryCounts& dram(RunReport& report) { return report.simulation.counts.memories[1]; }
DramCounts& commands(RunReport& report) { return *report.simulation.counts.dram; }

}  // namespace

TEST_CASE("a run whose figures fit together passes")
{
    CHECK(verdict([](RunReport&) {}) == "");
}

TEST_CASE("causes that do not sum to the cycles, and phases whose accesses are not the memories', are found")
{
    CHECK(verdict([](RunReport& report) { --report.simulation.counts.phases[0].cycles[0]; }) ==
          "the cycles of all causes sum to the run's");
    CHECK(verdict([](RunReport& report) { report.simulation.counts.phases[0].cycles[0] = 101; }) ==
          "no cause takes longer than the run");
    CHECK(verdict([](RunReport& report) { ++report.simulation.counts.phases[1].accesses[0][0].reads; }) ==
          "the accesses of all phases are those of buffer");
}

TEST_CASE("a run below its schedule's own bound is found, and such a bound below that of all schedules")
{
    const auto with_cycles = [](std::uint64_t all, std::uint64_t own) {
        return verdict([&](RunReport& report) {
            report.bounds.cycles = all;
            report.own_bounds.cycles = own;
        });
    };
    CHECK(with_cycles(101, 101) == "");  // rounded up
    CHECK(with_cycles(90, 102) == "a run takes no fewer cycles than its bound");
    CHECK(with_cycles(90, 89) == "a schedule's own bound is no less than that of all schedules");
    const auto with_bytes = [](std::uint64_t all, std::uint64_t own) {
        return verdict([&](RunReport& report) {
            report.bounds.weight_bytes = all;
            report.own_bounds.weight_bytes = own;
        });
    };
    CHECK(with_bytes(0, 13 * 64) == "");
    CHECK(with_bytes(0, 13 * 64 + 1) == "a run moves no fewer bytes of weights than its bound");
    CHECK(with_bytes(13, 12) == "a schedule's own bound is no less than that of all schedules");
}

TEST_CASE("energies of memories and phases that do not sum to their parts are found")
{
    CHECK(verdict([](RunReport& report) { report.energy.upkeep[0].refresh_pj = 0.5; }) ==
          "the energies of on-chip memories sum to their part");
    CHECK(verdict([](RunReport& report) { report.energy.upkeep[1].rows_pj = 0.5; }) ==
          "the energies of the DRAM sum to its part");
    CHECK(verdict([](RunReport& report) { report.phase_energy[1].sram = Picojoules(0.25); }) ==
          "the energies of all phases sum to the run's");
    CHECK(verdict([](RunReport& report) { ++report.work[0].operations[0][2]; }) ==
          "the operations of all phases are those simulated");
    CHECK(verdict([](RunReport& report) { --report.work[1].memories[1].operands.writes; }) ==
          "the operand accesses of all homes are those of the schedule");
    CHECK(verdict([](RunReport& report) { ++report.work[1].memories[1].bits_moved; }) ==
          "the bits moved in all phases are those of dram");
    CHECK(verdict([](RunReport& report) { report.work[1].memories.pop_back(); }) == "a phase has work of every memory");
    CHECK(verdict([](RunReport& report) { report.simulation.counts.dram.reset(); }) == "a DRAM has commands");
}

TEST_CASE("tensors that take more than their memory has are found")
{
    CHECK(verdict([](RunReport& report) { report.homes[1].bytes = 64; }) == "");
    CHECK(verdict([](RunReport& report) { report.homes[1].bytes = 65; }) ==
          "tensors take no more than their memory has");
}

TEST_CASE("kinds of DRAM energy that do not sum to its part, or exceed the static energy, are found")
{
    const auto spoilt = [](DramEnergyKind kind, double energy) {
        return verdict([&](RunReport& report) {
            report = datasheet_run();
            report.energy.dram_by_kind->rails[1].by_kind[static_cast<std::size_t>(kind)] = Picojoules(energy);
        });
    };
    CHECK(spoilt(DramEnergyKind::read, 0.5) == "");
    CHECK(spoilt(DramEnergyKind::active_background, 17.0) == "");
    CHECK(spoilt(DramEnergyKind::read, 0.75) == "the energies of the DRAM's commands sum to its part of the energy");
    CHECK(spoilt(DramEnergyKind::active_background, 17.5) == "the DRAM's background is part of the static energy");
    CHECK(spoilt(DramEnergyKind::write, -1.0) == "every kind of the DRAM's energy is finite and not negative");
}

TEST_CASE("a step too many or too few is found")
{
    const std::string law = "every step of the program ran once, or was passed over";
    CHECK(verdict([](RunReport& r) { ++r.simulation.steps; }) == law);
    CHECK(verdict([](RunReport& r) { --r.simulation.steps; }) == law);
}

TEST_CASE("operands that differ from the formula are found")
{
    const std::string law = "simulated operand accesses, and those skipped, equal the schedule's formula";
    CHECK(verdict([](RunReport& r) {
              r.simulation.operands.add_reads({Phase::forward, 1, Tensor::weight}, 1);
          }) == law);
    CHECK(verdict([](RunReport& r) { r.simulation.operands.add_reads({Phase::forward, 1, Tensor::bias}, 1); }) == law);
    CHECK(verdict([](RunReport& r) { r.simulation.operands = {}; }) == law);
}

TEST_CASE("a resource that is busy for longer than the run is found")
{
    CHECK(verdict([](RunReport& r) { r.simulation.counts.lane_busy_cycles = 101; }) ==
          "the lanes were busy for longer than the run");
    CHECK(verdict([](RunReport& r) { buffer(r).busiest_port_cycles = 101; }) ==
          "buffer was busy for longer than the run");
    CHECK(verdict([](RunReport& r) { dram(r).clock_hz = 50e6; }) == "dram was busy for longer than the run");
}

TEST_CASE("DRAM commands that do not fit the accesses are found")
{
    const std::string accesses = "DRAM read and write commands are its accesses";
    CHECK(verdict([](RunReport& r) { ++commands(r).reads; }) == accesses);
    CHECK(verdict([](RunReport& r) { --commands(r).writes; }) == accesses);
    CHECK(verdict([](RunReport& r) { ++dram(r).by_tensor[0].writes; }) == accesses);
    CHECK(verdict([](RunReport& r) { ++commands(r).row_hits; }) == "DRAM row hits and misses are its accesses");
    const std::string rows = "a DRAM row is opened for each miss, and closed at most once";
    CHECK(verdict([](RunReport& r) { ++commands(r).activates; }) == rows);
    CHECK(verdict([](RunReport& r) { commands(r).precharges = 5; }) == rows);
}

TEST_CASE("a DRAM without rows has neither hits nor misses")
{
    CHECK(verdict([](RunReport& r) { commands(r) = {.reads = 8, .writes = 5}; }) == "");
}

TEST_CASE("energy that is no number or below zero is found, in every part")
{
    const std::string law = "every part of the energy is finite and not negative";
    for (Picojoules EnergyReport::*part :
         {&EnergyReport::compute, &EnergyReport::register_file, &EnergyReport::sram, &EnergyReport::dram,
          &EnergyReport::interconnect, &EnergyReport::cores, &EnergyReport::static_power}) {
        CHECK(verdict([&](RunReport& r) { r.energy.*part = Picojoules(-1.0); }) == law);
        CHECK(verdict([&](RunReport& r) { r.energy.*part = Picojoules(std::numeric_limits<double>::quiet_NaN()); }) ==
              law);
        CHECK(verdict([&](RunReport& r) { r.energy.*part = Picojoules(std::numeric_limits<double>::infinity()); }) ==
              law);
    }
}

TEST_CASE("energy in no time is found")
{
    CHECK_FALSE(verdict([](RunReport& r) { r.simulation.counts.time = Seconds(0.0); }).empty());
}

TEST_CASE("one bit of one weight or bias is found")
{
    const TensorValues reference{{{Tensor::weight, 1}, {0.5F, -0.0F}},
                                 {{Tensor::bias, 1}, {1.0F}},
                                 {{Tensor::weight, 2}, {2.0F, 3.0F}},
                                 {{Tensor::bias, 2}, {0.25F, 0.5F}}};
    CHECK_NOTHROW(check_parameters(reference, reference));
    TensorValues values = reference;
    values.at({Tensor::weight, 1})[1] = 0.0F;  // equal as a number
    CHECK_THROWS_WITH(check_parameters(values, reference),
                      "self-check failed: weight[1] differs from the reference training step");
    values = reference;
    values.at({Tensor::bias, 2})[0] = std::nextafter(0.25F, 1.0F);
    CHECK_THROWS_WITH(check_parameters(values, reference),
                      "self-check failed: bias[2] differs from the reference training step");
}

TEST_CASE("units that are held for longer than their latency are no failure")
{
    // The result of the last step is there before its unit is free again, and the run may end with it.
    for (const char* slow : {"processor.pe_array.operations.mac={latency_cycles: 1, interval_cycles: 500}",
                             "processor.dram.interval_cycles=500"}) {
        const std::string setting = slow;
        const std::size_t equals = setting.find('=');
        const ExperimentConfig experiment = tiny_experiment({{setting.substr(0, equals), setting.substr(equals + 1)},
                                                             {"processor.dram.latency_cycles", "1"},
                                                             {"placement", "{weight: dram, activation: dram}"}});
        INFO(setting);
        CHECK_NOTHROW(in_child([&] {
            const RunRequest request{.head = experiment.models.front(),
                                     .priced = experiment.processors.front(),
                                     .training = experiment.training,
                                     .placement = experiment.placement,
                                     .schedule = *find_schedule("delta"),
                                     .engine = Engine::step,
                                     .most_steps = 1000};
            static_cast<void>(execute_run(request, plan_run(request), [](std::uint64_t) {}));
            return "";
        }));
    }
}

}  // namespace deltasim::test::self_check_test
