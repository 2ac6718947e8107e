// SPDX-License-Identifier: MIT
#include "experiment/run/self_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include "core/checked.hpp"

namespace deltasim::experiment
{

namespace
{

void check_homes(const RunReport& report)
{
    std::vector<std::uint64_t> bytes(report.capacity_bytes.size(), 0);
    for (const TensorHome& home : report.homes) {
        bytes.at(home.memory) = checked_add(bytes.at(home.memory), home.bytes);
    }
    for (std::size_t m = 0; m < bytes.size(); ++m) {
        require(bytes[m] <= report.capacity_bytes[m], "tensors take no more than their memory has");
    }
}

void check_dram_energy(const energy::DramEnergy& dram, const RunReport& report)
{
    double commands = 0.0;
    double background = 0.0;
    for (const energy::DramEnergy::Rail& rail : dram.rails) {
        for (std::size_t kind = 0; kind < rail.by_kind.size(); ++kind) {
            const double energy = rail.by_kind[kind].value();
            require(std::isfinite(energy) && energy >= 0.0,
                    "every kind of the DRAM's energy is finite and not negative");
            const bool is_background = kind >= static_cast<std::size_t>(energy::DramEnergyKind::active_background);
            if (!rail.interface) (is_background ? background : commands) += energy;
        }
    }
    const double priced = report.energy.dram.value();
    require(std::abs(commands - priced) <= 1e-12 * priced,
            "the energies of the DRAM's commands sum to its part of the energy");
    require(background <= report.energy.static_power.value() * (1.0 + 1e-12),
            "the DRAM's background is part of the static energy");
}

/// The accesses, the row commands and the refreshes of the memories must sum to the memories' parts of the energy.
void check_memory_energy(const RunReport& report)
{
    double on_chip = 0.0;
    double off_chip = 0.0;
    const std::vector<MemoryCounts>& memories = report.simulation.counts.memories;
    for (std::size_t m = 0; m < memories.size(); ++m) {
        const ReadsWrites total = memories[m].total();
        const energy::AccessPrice& price = report.energy.accesses.at(m);
        const energy::MemoryUpkeep& upkeep = report.energy.upkeep.at(m);
        (memories[m].level == "dram" ? off_chip : on_chip) += static_cast<double>(total.reads) * price.read_pj +
                                                              static_cast<double>(total.writes) * price.write_pj +
                                                              upkeep.rows_pj + upkeep.refresh_pj;
    }
    const auto is_close = [](double sum, Picojoules part) {
        return std::abs(sum - part.value()) <= 1e-9 * part.value();
    };
    require(is_close(on_chip, report.energy.sram), "the energies of on-chip memories sum to their part");
    require(is_close(off_chip, report.energy.dram), "the energies of the DRAM sum to its part");
}

void check_phase_energy(const RunReport& report)
{
    double sum = 0.0;
    for (const energy::PhaseEnergy& phase : report.phase_energy) sum += phase.total().value();
    const double total = report.energy.total().value();
    require(std::abs(sum - total) <= 1e-9 * total, "the energies of all phases sum to the run's");
}

/// No run may be below the bound of its schedule, and this bound may not be below that of all schedules.
void check_bounds(const RunReport& report)
{
    const schedule::Bounds& own = report.own_bounds;
    require(own.cycles >= report.bounds.cycles && own.weight_bytes >= report.bounds.weight_bytes,
            "a schedule's own bound is no less than that of all schedules");
    const RunCounts& counts = report.simulation.counts;
    // The bound is rounded up from a quotient of real numbers.
    const double least = static_cast<double>(own.cycles) * (1.0 - 1e-12) - 1.0;
    require(static_cast<double>(counts.cycles) >= least, "a run takes no fewer cycles than its bound");
    for (const MemoryCounts& memory : counts.memories) {
        if (memory.level != "dram") continue;
        std::uint64_t accesses = 0;
        for (const Tensor tensor : {Tensor::weight, Tensor::master_weight}) {
            const ReadsWrites& of_tensor = memory.by_tensor[static_cast<std::size_t>(tensor)];
            accesses = checked_add(accesses, checked_add(of_tensor.reads, of_tensor.writes));
        }
        require(checked_multiply(accesses, memory.access_bits) / 8 >= own.weight_bytes,
                "a run moves no fewer bytes of weights than its bound");
    }
}

void check_energy(const RunReport& report)
{
    const energy::EnergyReport& energy = report.energy;
    const double parts[]{energy.compute.value(), energy.register_file.value(), energy.sram.value(),
                         energy.dram.value(),    energy.interconnect.value(),  energy.static_power.value(),
                         energy.cores.value()};
    double sum = 0.0;
    for (const double part : parts) {
        require(std::isfinite(part) && part >= 0.0, "every part of the energy is finite and not negative");
        sum += part;
    }
    const double total = energy.total().value();
    require(std::abs(sum - total) <= 1e-12 * total, "the parts of the energy sum to its total");
    if (energy.dram_by_kind) check_dram_energy(*energy.dram_by_kind, report);
    const double seconds = report.simulation.counts.time.value();
    const double watts = total * 1e-12 / seconds;
    require(std::abs(watts * seconds * 1e12 - total) <= 1e-9 * total, "energy is power times time");
}

}  // namespace

void check_work(const std::vector<PhaseWork>& all, const sim::SimulationResult& simulation)
{
    OperationsByPrecision operations{};
    std::uint64_t operands = 0;
    std::vector<std::uint64_t> bits(simulation.counts.memories.size(), 0);
    for (const PhaseWork& work : all) {
        require(work.memories.size() == bits.size(), "a phase has work of every memory");
        for (std::size_t p = 0; p < precision_count; ++p) {
            for (std::size_t i = 0; i < operation_count; ++i) {
                operations[p][i] = checked_add(operations[p][i], work.operations[p][i]);
            }
        }
        for (std::size_t m = 0; m < bits.size(); ++m) {
            const MemoryWork& memory = work.memories[m];
            operands = checked_add(operands, checked_add(memory.operands.reads, memory.operands.writes));
            bits[m] = checked_add(bits[m], memory.bits_moved);
        }
    }
    require(operations == simulation.counts.operations, "the operations of all phases are those simulated");
    require(operands == simulation.operands.total(), "the operand accesses of all homes are those of the schedule");
    for (std::size_t m = 0; m < bits.size(); ++m) {
        const MemoryCounts& memory = simulation.counts.memories[m];
        require(bits[m] == memory.bits_moved, "the bits moved in all phases are those of " + memory.name);
    }
}

void check_run(const RunReport& report, const RunPlan& plan)
{
    require(checked_add(report.simulation.steps, report.simulation.counts.passed_steps()) == plan.steps,
            "every step of the program ran once, or was passed over");
    schedule::OperandTally operands = report.simulation.operands;
    for (const PhaseSkips& skips : report.simulation.counts.skips) {
        for (std::size_t t = 0; t < tensor_count; ++t) {
            const schedule::OperandKey key{skips.phase, skips.layer, static_cast<Tensor>(t)};
            operands.add_reads(key, skips.words[t].reads);
            operands.add_writes(key, skips.words[t].writes);
        }
    }
    require(operands == plan.expected_operands,
            "simulated operand accesses, and those skipped, equal the schedule's formula");
    check_counts(report.simulation.counts);
    check_homes(report);
    check_energy(report);
    check_memory_energy(report);
    check_work(report.work, report.simulation);
    check_phase_energy(report);
    check_bounds(report);
}

namespace
{

/// True if a machine that skips zeros has computed the expected word. The sign of a zero may differ: an update by 0 may
/// turn -0 into +0, and a skipped update leaves -0.
bool same_but_for_a_sign_of_zero(float word, float expected)
{
    return std::bit_cast<std::uint32_t>(word) == std::bit_cast<std::uint32_t>(expected) ||
           (word == 0.0F && expected == 0.0F);
}

bool is_finite(const std::vector<float>& words)
{
    return std::all_of(words.begin(), words.end(), [](float word) { return std::isfinite(word); });
}

}  // namespace

void check_parameters(const model::TensorValues& values, const model::TensorValues& reference, bool skips_zeros)
{
    for (const auto& [id, expected] : reference) {
        const bool is_trained = id.tensor == Tensor::weight || id.tensor == Tensor::bias ||
                                id.tensor == Tensor::optimizer_state || id.tensor == Tensor::master_weight;
        if (!is_trained) continue;
        const std::vector<float>& words = values.at(id);
        const bool same = skips_zeros
                              ? std::equal(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(expected.size()),
                                           expected.begin(), same_but_for_a_sign_of_zero)
                              : std::memcmp(words.data(), expected.data(), expected.size() * sizeof(float)) == 0;
        if (same) continue;
        if (skips_zeros && !is_finite(expected)) {
            throw std::runtime_error(
                fmt::format("{}[{}] is no longer finite: what 0 times infinity leaves a machine that "
                            "skips zeros does not see; take a smaller learning_rate, or no skip",
                            name_of(id.tensor), id.layer));
        }
        throw SelfCheckFailed(fmt::format("self-check failed: {}[{}] differs from the reference training step",
                                          name_of(id.tensor), id.layer));
    }
}

}  // namespace deltasim::experiment
