// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/run/run.hpp"
#include "rooms.hpp"

// A run that was never simulated, with consistent figures, for test cases that inspect or spoil them.

namespace deltasim::test
{

/// The plan of ten steps that fits finished_run().
inline RunPlan finished_plan()
{
    RunPlan plan;
    plan.steps = 10;
    plan.expected_operands.add_reads({Phase::forward, 1, Tensor::weight}, 8);
    plan.expected_operands.add_writes({Phase::update, 1, Tensor::weight}, 5);
    return plan;
}

/// 100 cycles at 100 MHz; with a buffer and a DRAM.
inline RunReport finished_run()
{
    RunReport report;
    report.model = "tiny";
    report.processor = "small";
    report.costs = "round";
    report.schedule = "naive";
    report.precision = "fp32";
    report.batch = 1;
    report.classes = 3;
    report.simulation.steps = 10;
    report.simulation.operands = finished_plan().expected_operands;
    RunCounts& counts = report.simulation.counts;
    counts.cycles = 100;
    counts.time = Seconds(1e-6);
    counts.lane_busy_cycles = 100;
    counts.operations.front() = {6, 5, 4, 3, 2, 1};
    MemoryCounts buffer;
    buffer.name = "buffer";
    buffer.level = "sram";
    buffer.access_bits = 64;
    buffer.by_tensor[static_cast<std::size_t>(Tensor::bias)] = {3, 1};
    buffer.words_moved = 4;
    buffer.bits_moved = 128;
    buffer.queued_cycles = 2;
    buffer.busiest_port_cycles = 100;
    buffer.clock_hz = 100e6;
    MemoryCounts dram;
    dram.name = "dram";
    dram.level = "dram";
    dram.access_bits = 512;
    dram.by_tensor[static_cast<std::size_t>(Tensor::weight)] = {8, 5};
    dram.words_moved = 13;
    dram.bits_moved = 416;
    dram.busiest_port_cycles = 52;
    dram.clock_hz = 100e6;
    counts.memories = {buffer, dram};
    PhaseCounts forward;
    forward.cycles = {20, 1, 2, 3, 24, 5, 2, 3};
    forward.accesses = {buffer.by_tensor, AccessesByTensor{}};
    forward.accesses[1][static_cast<std::size_t>(Tensor::weight)] = {8, 0};
    PhaseCounts update;
    update.phase = Phase::update;
    update.cycles = {30, 0, 0, 0, 0, 0, 4, 6};
    update.accesses = {AccessesByTensor{}, AccessesByTensor{}};
    update.accesses[1][static_cast<std::size_t>(Tensor::weight)] = {0, 5};
    counts.phases = {forward, update};
    counts.dram = DramCounts{.activates = 4,
                             .precharges = 3,
                             .reads = 8,
                             .writes = 5,
                             .refreshes = 2,
                             .row_hits = 9,
                             .row_misses = 4,
                             .cycles = 100,
                             .rank_active_cycles = 60,
                             .bank_active_cycles = 80,
                             .row_conflicts = 1};
    report.energy.compute = Picojoules(1.5);
    report.energy.register_file = Picojoules(2.5);
    report.energy.sram = Picojoules(4.0);
    report.energy.dram = Picojoules(8.0);
    report.energy.interconnect = Picojoules(16.0);
    report.energy.static_power = Picojoules(32.0);
    report.energy.notes = {"a note"};
    report.energy.accesses = {{1.0, 1.0}, {0.375, 1.0}};
    report.energy.upkeep = {{}, {}};
    report.work = {{Phase::forward, 1, counts.operations, {{128, {}}, {256, {8, 0}}}},
                   {Phase::update, 1, {}, {{}, {160, {0, 5}}}}};
    report.phase_energy = {{Phase::forward, 1, Picojoules(1.5), Picojoules(2.5), Picojoules(4.0), Picojoules(3.0),
                            Picojoules(10.0), Picojoules(19.0)},
                           {Phase::update, 1, {}, {}, {}, Picojoules(5.0), Picojoules(6.0), Picojoules(13.0)}};
    report.operand_energy = Picojoules(8.0);
    report.homes = {{{Tensor::weight, 1}, 1, 20}, {{Tensor::bias, 1}, 0, 4}};
    report.capacity_bytes = {64, 4096};
    report.bounds = report.own_bounds = {7, 5, 48, 2, 3, 3};
    report.assumed = {"costs.register_file_pj"};
    return report;
}

/// The same run, with its DRAM's 8 pJ, and 16 of its 32 pJ of static energy, by kind and rail.
inline RunReport datasheet_run()
{
    const auto by_kind = [](std::array<double, 7> energies) {
        DramEnergyByKind of_rail{};
        for (std::size_t i = 0; i < energies.size(); ++i) of_rail[i] = Picojoules(energies[i]);
        return of_rail;
    };
    RunReport report = finished_run();
    report.energy.dram_by_kind = DramEnergy{DatasheetFormula::drampower,
                                            {{"VDD", false, by_kind({1.0, 0.5, 4.0, 0.5, 1.0, 6.0, 8.0})},
                                             {"VPP", false, by_kind({0.25, 0.0, 0.5, 0.0, 0.25, 1.0, 1.0})}}};
    report.energy.accesses[1] = {4.5 / 8.0, 0.5 / 5.0};
    report.energy.upkeep[1] = {1.75, 1.25};
    return report;
}

}  // namespace deltasim::test
