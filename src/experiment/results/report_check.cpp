// SPDX-License-Identifier: MIT
#include "experiment/results/report_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "core/checked.hpp"
#include "energy/phase_energy.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/run/counts_check.hpp"
#include "machine/peaks.hpp"

namespace deltasim::experiment
{

namespace
{

/// Sums that are added in different orders differ in their last digits. What all phases leave of a part of the energy
/// is also left out if it is this small.
constexpr double rounding = 1e-8;

void require_equal(std::string_view key, std::uint64_t found, std::uint64_t expected, std::string_view why)
{
    if (found == expected) return;
    throw DamagedResult(fmt::format("{}: expected {}, {}, found {}", key, expected, why, found));
}

/// Throws DamagedResult unless the two differ by no more than rounding. A sum that is not finite always differs.
/// `scale`: the figure compared with which the difference must be small.
void require_near(std::string_view key, double found, double expected, std::string_view why, double scale)
{
    if (std::abs(expected - found) <= rounding * scale) return;
    throw DamagedResult(fmt::format("{}: expected {:g}, {}, found {:g}", key, expected, why, found));
}

void require_near(std::string_view key, double found, double expected, std::string_view why)
{
    require_near(key, found, expected, why, found);
}

void require_at_least(std::string_view key, double found, double least, std::string_view why)
{
    if (found >= least) return;
    throw DamagedResult(fmt::format("{}: expected {:g} or more, {}, found {:g}", key, least, why, found));
}

void require_at_most(std::string_view key, double found, double most, std::string_view why)
{
    if (found <= most) return;
    throw DamagedResult(fmt::format("{}: expected {:g} or less, {}, found {:g}", key, most, why, found));
}

void check_time(const RunFigures& figures)
{
    std::uint64_t sum = 0;
    for (const std::uint64_t cycles : figures.time_cycles.causes.values) sum = checked_add(sum, cycles);
    require_equal("figures.time_cycles.total", figures.time_cycles.total, sum, "the sum of its causes");
    require_equal("figures.cycles", figures.cycles, sum, "the sum of the causes of time");
}

/// The energy of a run, or of one of its phases.
template <class Parts>
double sum_of(const Parts& parts)
{
    return parts.compute + parts.register_file + parts.sram + parts.dram + parts.interconnect + parts.static_power +
           parts.cores.value_or(0.0);
}

void check_phases(const EnergyParts& run, const std::vector<PhaseEnergyRow>& phases)
{
    EnergyParts sums;
    double cores = 0.0;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const PhaseEnergyRow& phase = phases[i];
        require_near(fmt::format("figures.energy_by_phase[{}].total", i), phase.total, sum_of(phase),
                     "the sum of its parts");
        sums.total += phase.total;
        sums.compute += phase.compute;
        sums.register_file += phase.register_file;
        sums.sram += phase.sram;
        sums.dram += phase.dram;
        sums.interconnect += phase.interconnect;
        sums.static_power += phase.static_power;
        cores += phase.cores.value_or(0.0);
    }
    const auto require_part = [&](std::string_view part, double of_phases, double of_run) {
        require_near(fmt::format("figures.energy_by_phase: the sum of {}", part), of_phases, of_run, "as the run has",
                     run.total);
    };
    require_part("total", sums.total, run.total);
    require_part("compute", sums.compute, run.compute);
    require_part("register_file", sums.register_file, run.register_file);
    require_part("sram", sums.sram, run.sram);
    require_part("dram", sums.dram, run.dram);
    require_part("interconnect", sums.interconnect, run.interconnect);
    require_part("static", sums.static_power, run.static_power);
    require_part("cores", cores, run.cores.value_or(0.0));
}

void check_dram_energy(const DramEnergyParts& dram, const EnergyParts& run)
{
    double sum = 0.0;
    double background = 0.0;
    for (std::size_t kind = 0; kind < dram.by_kind.values.size(); ++kind) {
        sum += dram.by_kind.values[kind].value_or(0.0);
        if (kind >= static_cast<std::size_t>(energy::DramEnergyKind::active_background)) {
            background += dram.by_kind.values[kind].value_or(0.0);
        }
    }
    require_near("dram_energy_pj.total", dram.total, sum, "the sum of its kinds");
    require_near("energy_pj.dram", run.dram, sum - background, "the sum of the DRAM's commands", run.total);
    require_at_least("energy_pj.static", run.static_power * (1.0 + rounding), background, "the DRAM's background");
    double of_rails = 0.0;
    for (const auto& [name, kinds] : dram.rails.entries) {
        for (const auto& energy : kinds.values) of_rails += energy.value_or(0.0);
    }
    const double whole = dram.total + dram.interface.value_or(0.0);
    require_near("dram_energy_pj.rails: the sum", of_rails, whole, "as all kinds have");
}

/// The tensors may have less than the memories, which also take energy without accesses.
void check_tensors(const ByKind<tensor_names, double>& energy_by_tensor, const EnergyParts& run)
{
    double sum = 0.0;
    for (const double energy : energy_by_tensor.values) sum += energy;
    require_at_most("figures.tensor_energy_pj: the sum", sum, (run.sram + run.dram) * (1.0 + rounding),
                    "that of all memories");
}

void check_energy(const PointReport& report)
{
    const double total = report.energy_pj.total;
    require_near("energy_pj.total", total, sum_of(report.energy_pj), "the sum of its parts");
    require_near("figures.energy_pj_per_sample", report.figures.energy_pj_per_sample,
                 total / static_cast<double>(report.batch), "the step's over its batch");
    if (report.figures.energy_by_phase) check_phases(report.energy_pj, *report.figures.energy_by_phase);
    if (report.figures.energy_by_tensor) check_tensors(*report.figures.energy_by_tensor, report.energy_pj);
    if (report.dram_energy_pj) check_dram_energy(*report.dram_energy_pj, report.energy_pj);
}

/// The last step of an epoch may have a smaller batch. Its own energy and time are not known.
void check_epoch(const EpochFigures& epoch, const PointReport& report)
{
    const std::uint64_t full_steps = epoch.samples / report.batch;
    const bool has_end = epoch.samples % report.batch != 0;
    require_equal("figures.epoch.steps", epoch.steps, full_steps + (has_end ? 1 : 0), "as its samples make");
    const auto check = [&](std::string_view key, double found, double of_step) {
        const double least = static_cast<double>(full_steps) * of_step;
        if (has_end)
            require_at_least(key, found * (1.0 + rounding), least, "that of its full steps");
        else
            require_near(key, found, least, "that of its steps");
    };
    check("figures.epoch.energy_pj", epoch.energy_pj, report.energy_pj.total);
    check("figures.epoch.seconds", epoch.seconds, report.figures.seconds);
}

void check_work(const PointReport& report)
{
    if (!report.work) return;
    std::uint64_t operands = 0;
    std::uint64_t macs = 0;
    for (const KeptWork& phase : *report.work) {
        for (const auto& operations : phase.operations.values) {
            macs = checked_add(macs, operations.values[static_cast<std::size_t>(Operation::mac)]);
        }
        for (const KeptMemoryWork& memory : phase.memories) {
            operands = checked_add(operands, checked_add(memory.operand_reads, memory.operand_writes));
        }
    }
    require_equal("figures.operand_accesses", report.figures.operand_accesses, operands, "as its work has");
    if (report.figures.macs) require_equal("figures.macs", *report.figures.macs, macs, "as its work has");
}

void check_bounds(const BoundFigures& bounds, const RunFigures& figures)
{
    // The bound is rounded up from a quotient of real numbers.
    require_at_least("figures.cycles", static_cast<double>(figures.cycles),
                     static_cast<double>(bounds.cycles) * (1.0 - 1e-12) - 1.0, "its bound");
    if (!figures.off_chip_weight_bytes) return;
    require_at_least("figures.off_chip_weight_bytes", static_cast<double>(*figures.off_chip_weight_bytes),
                     static_cast<double>(bounds.weight_bytes), "its bound");
    if (!figures.dram_traffic_bytes) return;
    require_at_most("figures.off_chip_weight_bytes", static_cast<double>(*figures.off_chip_weight_bytes),
                    static_cast<double>(*figures.dram_traffic_bytes), "the DRAM's traffic");
}

void check_search(const MappingSearch& search)
{
    const auto& known = objective_names;
    if (std::find(known.begin(), known.end(), search.objective) == known.end()) {
        throw DamagedResult(
            fmt::format("figures.mapping_search.objective: expected one of {}", fmt::join(known, ", ")));
    }
    if (!(search.lower_bound > 0.0)) throw DamagedResult("figures.mapping_search.lower_bound: expected more than 0");
    require_at_least("figures.mapping_search.value", search.value * (1.0 + rounding), search.lower_bound, "its bound");
}

}  // namespace

void check_report(const PointReport& report)
{
    if (report.batch == 0) throw DamagedResult("batch: expected 1 or more, found 0");
    if (report.classes == 0) throw DamagedResult("classes: expected 1 or more, found 0");
    try {
        check_time(report.figures);
        check_work(report);
    } catch (const OverflowError& error) {
        throw DamagedResult(error.what());
    }
    check_energy(report);
    require_near("figures.seconds_per_sample", report.figures.seconds_per_sample,
                 report.figures.seconds / static_cast<double>(report.batch), "the step's over its batch");
    if (report.figures.samples)
        require_equal("figures.step_samples", *report.figures.samples, report.batch, "the batch");
    if (report.figures.epoch) check_epoch(*report.figures.epoch, report);
    check_bounds(report.bounds, report.figures);
    if (report.figures.mapping_search) check_search(*report.figures.mapping_search);
}

namespace
{

/// The time must follow from the cycles and the clock, and the DRAM's traffic from its accesses and their width.
void check_machine_figures(const RunFigures& figures, const machine::ProcessorConfig& processor)
{
    const double clock_hz = static_cast<double>(processor.pe_array.clock_hz);
    require_near("figures.seconds", figures.seconds, static_cast<double>(figures.cycles) / clock_hz,
                 "what its cycles take");
    if (figures.machine) {
        const machine::Peaks peaks = machine::peaks_of(processor);
        require_equal("figures.machine.lanes", figures.machine->lanes, peaks.lanes, "as its processor has");
        require_near("figures.machine.macs_per_second", figures.machine->macs_per_second, peaks.macs_per_second,
                     "as its processor has");
        require_equal("figures.machine.on_chip_bytes", figures.machine->on_chip_bytes, peaks.on_chip_bytes,
                      "as its processor has");
    }
    if (!figures.dram_traffic_bytes) return;
    const std::uint64_t* const accesses = figures.memory_accesses.find("dram");
    const std::uint64_t bits = processor.dram ? processor.dram->access_bits() : 0;
    require_equal("figures.dram_traffic_bytes", *figures.dram_traffic_bytes,
                  checked_multiply(accesses == nullptr ? 0 : *accesses, bits) / 8, "that of figures.memory_accesses");
}

}  // namespace

void check_configured(const PointReport& report, const config::PricedProcessor& priced)
{
    check_machine_figures(report.figures, priced.processor);
    if (!report.work) {
        if (!report.figures.operand_energy_pj) return;
        throw DamagedResult("work: is missing, and figures.operand_energy_pj is that of it");
    }
    const std::size_t memories = priced.processor.memories.size() + (priced.processor.dram ? 1 : 0);
    for (const KeptWork& phase : *report.work) {
        if (phase.memories.size() == memories) continue;
        throw DamagedResult(
            fmt::format("work: expected {} memories in each phase, found {}", memories, phase.memories.size()));
    }
    const double expected = energy::operand_energy(phase_work(*report.work), priced.processor, priced.costs).value();
    if (!report.figures.operand_energy_pj) throw DamagedResult("figures.operand_energy_pj: is missing");
    require_near("figures.operand_energy_pj", *report.figures.operand_energy_pj, expected, "that of its work");
}

}  // namespace deltasim::experiment
