// SPDX-License-Identifier: MIT
#include "experiment/results/run_result.hpp"

#include <algorithm>
#include <numeric>

#include "core/checked.hpp"
#include "experiment/run/run.hpp"

namespace deltasim::experiment
{

namespace
{

double energy_of(const ReadsWrites& accesses, const energy::AccessPrice& price)
{
    return static_cast<double>(accesses.reads) * price.read_pj + static_cast<double>(accesses.writes) * price.write_pj;
}

std::vector<OperandRow> operand_rows(const schedule::OperandTally& tally)
{
    std::vector<OperandRow> rows;
    for (const auto& [key, count] : tally.entries()) {
        rows.push_back({key.phase, key.layer, key.tensor, count.reads, count.writes});
    }
    return rows;
}

/// `m`: index of one of the run's memories.
MemoryResult memory_result(const RunReport& report, std::size_t m)
{
    const MemoryCounts& counts = report.simulation.counts.memories[m];
    const energy::AccessPrice& price = report.energy.accesses[m];
    MemoryResult memory;
    std::array<std::uint64_t, tensor_count> bytes{};
    for (const TensorHome& home : report.homes) {
        if (home.memory != m) continue;
        bytes[static_cast<std::size_t>(home.tensor.tensor)] += home.bytes;
        memory.peak_bytes += home.bytes;
    }
    for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
        const ReadsWrites& accesses = counts.by_tensor[tensor];
        if (accesses.reads + accesses.writes + bytes[tensor] == 0) continue;
        memory.by_tensor.push_back(
            {static_cast<Tensor>(tensor), accesses.reads, accesses.writes, energy_of(accesses, price), bytes[tensor]});
    }
    const ReadsWrites total = counts.total();
    const double busy_seconds = static_cast<double>(counts.busiest_port_cycles) / counts.clock_hz;
    memory.name = counts.name;
    memory.level = counts.level;
    memory.reads = total.reads;
    memory.writes = total.writes;
    memory.bits_read = counts.bits_read();
    memory.bits_written = counts.bits_written();
    memory.words_moved = counts.words_moved;
    memory.bits_moved = counts.bits_moved;
    memory.row_refreshes = counts.row_refreshes;
    memory.queued_cycles = counts.queued_cycles;
    memory.busy_percent = 100.0 * busy_seconds / report.simulation.counts.time.value();
    memory.access_bits = counts.access_bits;
    memory.read_pj = price.read_pj;
    memory.write_pj = price.write_pj;
    const energy::MemoryUpkeep& upkeep = report.energy.upkeep[m];
    memory.energy_pj = energy_of(total, price) + upkeep.rows_pj + upkeep.refresh_pj;
    memory.rows_pj = upkeep.rows_pj;
    memory.refresh_pj = upkeep.refresh_pj;
    memory.capacity_bytes = report.capacity_bytes[m];
    return memory;
}

/// Arrays of one tensor in one memory share a row.
std::vector<HomeRow> home_rows(const RunReport& report)
{
    std::vector<HomeRow> rows;
    for (const TensorHome& home : report.homes) {
        const std::string& memory = report.simulation.counts.memories[home.memory].name;
        const auto known = std::find_if(rows.begin(), rows.end(), [&](const HomeRow& row) {
            return row.tensor == home.tensor.tensor && row.layer == home.tensor.layer && row.memory == memory &&
                   row.rows.has_value() == (home.tensor.rows != TensorRows::all);
        });
        if (known == rows.end()) {
            rows.push_back({home.tensor.tensor, home.tensor.layer, memory, home.bytes, {}, {}});
            const bool first = home.tensor.rows == TensorRows::first;
            if (home.tensor.rows != TensorRows::all) rows.back().rows.emplace(first ? "first" : "others");
            if (home.pad_words > 0) rows.back().pad_words.emplace(home.pad_words);
        } else {
            known->bytes += home.bytes;
        }
    }
    return rows;
}

std::vector<AccessRow> access_rows(const RunReport& report)
{
    std::vector<AccessRow> rows;
    const RunCounts& counts = report.simulation.counts;
    for (const PhaseCounts& phase : counts.phases) {
        for (std::size_t m = 0; m < phase.accesses.size(); ++m) {
            for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
                const ReadsWrites& accesses = phase.accesses[m][tensor];
                if (accesses.reads + accesses.writes == 0) continue;
                rows.push_back({phase.phase, phase.layer, static_cast<Tensor>(tensor), counts.memories[m].name,
                                accesses.reads, accesses.writes, energy_of(accesses, report.energy.accesses[m])});
            }
        }
    }
    return rows;
}

std::vector<TransferRow> transfer_rows(const RunCounts& counts)
{
    const auto place = [&](std::size_t memory) {
        return memory == TransferCounts::array ? std::string("array") : counts.memories[memory].name;
    };
    std::vector<TransferRow> rows;
    for (const TransferCounts& transfer : counts.transfers) {
        rows.push_back({transfer.phase, transfer.layer, transfer.tensor, place(transfer.from), place(transfer.to),
                        transfer.words, transfer.bits});
    }
    return rows;
}

std::vector<CoreRow> core_rows(const CoreCounts& cores, std::uint64_t run_cycles)
{
    std::vector<CoreRow> rows;
    for (std::size_t work = 0; work < core_work_count; ++work) {
        const double cycles = static_cast<double>(cores.slots[work]) / static_cast<double>(cores.issue_width);
        CoreRow& row = rows.emplace_back(CoreRow{static_cast<CoreWork>(work), cycles, {}, cores.instructions[work]});
        if (run_cycles > 0) row.share_percent = 100.0 * cycles / static_cast<double>(run_cycles);
    }
    return rows;
}

SkipFigures skip_figures(const RunCounts& counts)
{
    SkipFigures figures{counts.zero_tests(), counts.passed_steps(), 0, {}};
    for (const PhaseSkips& skips : counts.skips) {
        SkipRow& row = figures.phases.emplace_back(SkipRow{skips.phase, skips.layer, skips.tests, skips.steps, 0, 0});
        for (const ReadsWrites& words : skips.words) {
            row.reads = checked_add(row.reads, words.reads);
            row.writes = checked_add(row.writes, words.writes);
        }
        figures.skipped_words = checked_add(figures.skipped_words, checked_add(row.reads, row.writes));
    }
    return figures;
}

TimeByCauses time_by_causes(const TimeByCause& cycles)
{
    return {std::accumulate(cycles.begin(), cycles.end(), std::uint64_t{0}), {cycles}};
}

RunTime run_time(const RunCounts& counts)
{
    TimeByCause total{};
    RunTime time;
    for (const PhaseCounts& phase : counts.phases) {
        for (std::size_t i = 0; i < time_cause_count; ++i) total[i] += phase.cycles[i];
        time.phases.push_back({phase.phase, phase.layer, time_by_causes(phase.cycles)});
    }
    time.time = time_by_causes(total);
    return time;
}

std::optional<EpochFigures> epoch_figures(const RunReport& report)
{
    if (!report.epoch) return std::nullopt;
    return EpochFigures{report.epoch->samples, report.epoch->steps, report.epoch->energy_pj, report.epoch->seconds};
}

/// By the names of precisions; those in which nothing was computed are left out.
ByName<ByKind<operation_names, std::uint64_t>> operations_by_precision(const OperationsByPrecision& operations)
{
    ByName<ByKind<operation_names, std::uint64_t>> by_precision;
    for (std::size_t p = 0; p < precision_count; ++p) {
        if (operations[p] != OperationCounts{}) by_precision[precision_names[p]].values = operations[p];
    }
    return by_precision;
}

DramEnergyKinds kinds_of(const energy::DramEnergyByKind& by_kind)
{
    constexpr auto first_stopped = static_cast<std::size_t>(energy::DramEnergyKind::active_power_down);
    DramEnergyKinds kinds;
    for (std::size_t i = 0; i < by_kind.size(); ++i) {
        if (i < first_stopped || by_kind[i].value() != 0.0) kinds.values[i].emplace(by_kind[i].value());
    }
    return kinds;
}

BoundFigures bound_figures(const schedule::Bounds& bounds)
{
    return {bounds.weight_reads, bounds.weight_writes, bounds.weight_bytes,
            bounds.cycles,       bounds.mac_cycles,    bounds.dram_cycles};
}

}  // namespace

std::string RunResult::precision_text() const { return precision + (master_weights ? ", master weights" : ""); }

namespace
{

/// Absent if it is 0: this machine or run has none of it.
template <class Value>
OrAbsent<Value> if_any(Value value)
{
    return value == Value{} ? OrAbsent<Value>() : OrAbsent<Value>(value);
}

}  // namespace

EnergyParts energy_parts(const energy::EnergyReport& energy)
{
    return {energy.total().value(),      energy.compute.value(),      energy.register_file.value(),
            energy.sram.value(),         energy.dram.value(),         energy.interconnect.value(),
            energy.static_power.value(), if_any(energy.cores.value())};
}

std::vector<PhaseEnergyRow> phase_energy_rows(const std::vector<energy::PhaseEnergy>& phases)
{
    std::vector<PhaseEnergyRow> rows;
    for (const energy::PhaseEnergy& phase : phases) {
        rows.push_back({phase.phase, phase.layer, phase.total().value(), phase.compute.value(),
                        phase.register_file.value(), phase.sram.value(), phase.dram.value(), phase.interconnect.value(),
                        phase.static_power.value(), if_any(phase.cores.value())});
    }
    return rows;
}

DramCommands dram_commands(const DramCounts& dram)
{
    return DramCommands{dram.activates,
                        dram.precharges,
                        dram.reads,
                        dram.writes,
                        dram.refreshes,
                        dram.row_hits,
                        dram.row_misses,
                        dram.bank_refreshes,
                        dram.rank_active_cycles,
                        dram.bank_active_cycles,
                        dram.bank_refresh_only_cycles,
                        dram.row_conflicts,
                        if_any(dram.idle.active_power_down),
                        if_any(dram.idle.precharged_power_down),
                        if_any(dram.idle.self_refresh),
                        dram_places(dram)};
}

DramEnergyParts dram_energy_parts(const energy::DramEnergy& energy)
{
    DramEnergyParts parts;
    parts.formula = machine::datasheet_formula_names[energy.formula];
    parts.total = (energy.commands() + energy.background()).value();
    energy::DramEnergyByKind by_kind;
    for (std::size_t i = 0; i < by_kind.size(); ++i) by_kind[i] = energy.of(static_cast<energy::DramEnergyKind>(i));
    parts.by_kind = kinds_of(by_kind);
    if (const auto interface = energy.interface()) parts.interface.emplace(interface->value());
    for (const energy::DramEnergy::Rail& rail : energy.rails) parts.rails[rail.name] = kinds_of(rail.by_kind);
    return parts;
}

RunResult run_result(const RunReport& report, const std::string& version)
{
    const RunCounts& counts = report.simulation.counts;
    const auto batch = static_cast<double>(report.batch);
    RunResult result;
    result.version = version;
    result.model = report.model;
    result.processor = report.processor;
    result.costs = report.costs;
    result.schedule = report.schedule;
    result.precision = report.precision;
    result.master_weights = report.master_weights;
    result.batch = report.batch;
    result.optimizer = name_of(report.optimizer);
    result.classes = report.classes;
    result.engine = {std::string(engine_names[report.engine]), report.simulation.simulated_steps,
                     report.simulation.steps - report.simulation.simulated_steps};
    result.cycles = counts.cycles;
    result.seconds = counts.time.value();
    result.time_cycles = run_time(counts);
    result.energy_pj_per_sample = report.energy.total().value() / batch;
    result.seconds_per_sample = counts.time.value() / batch;
    result.epoch = epoch_figures(report);
    result.mapping = report.mapping;
    if (report.searched) result.mapping_search.emplace(*report.searched);
    if (!report.drawing.empty()) result.loops.emplace(report.drawing);
    result.transfers = transfer_rows(counts);
    result.homes = home_rows(report);
    result.accesses = access_rows(report);
    result.operands = operand_rows(report.simulation.operands);
    if (!counts.skips.empty()) result.skip.emplace(skip_figures(counts));
    if (counts.cores) result.cores.emplace(core_rows(*counts.cores, counts.cycles));
    for (std::size_t m = 0; m < counts.memories.size(); ++m) result.memories.push_back(memory_result(report, m));
    result.dram = dram_commands(counts.dram.value_or(DramCounts{}));
    result.operations.values = total(counts.operations);
    result.operations_by_precision = operations_by_precision(counts.operations);
    result.energy_pj = energy_parts(report.energy);
    result.energy_unit = report.energy.unit;
    result.bounds = bound_figures(report.bounds);
    result.own_bounds = bound_figures(report.own_bounds);
    result.lane_busy_cycles = counts.lane_busy_cycles;
    result.assumed = report.assumed;
    result.notes = report.energy.notes;
    if (report.operand_energy) result.operand_energy_pj = report.operand_energy->value();
    result.energy_by_phase = phase_energy_rows(report.phase_energy);
    if (report.energy.dram_by_kind) result.dram_energy_pj.emplace(dram_energy_parts(*report.energy.dram_by_kind));
    result.machine = report.peaks;
    return result;
}

}  // namespace deltasim::experiment
