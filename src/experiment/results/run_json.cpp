// SPDX-License-Identifier: MIT
#include "experiment/results/run_json.hpp"

#include <algorithm>
#include <numeric>

#include "core/checked.hpp"

namespace deltasim::experiment
{

namespace
{

Json operands_json(const schedule::OperandTally& tally)
{
    Json rows = Json::array();
    for (const auto& [key, count] : tally.entries()) {
        rows.push_back({{"phase", name_of(key.phase)},
                        {"layer", key.layer},
                        {"tensor", name_of(key.tensor)},
                        {"reads", count.reads},
                        {"writes", count.writes}});
    }
    return rows;
}

double energy_of(const ReadsWrites& accesses, const energy::AccessPrice& price)
{
    return static_cast<double>(accesses.reads) * price.read_pj + static_cast<double>(accesses.writes) * price.write_pj;
}

/// `m`: which of the run's memories.
Json memory_json(const RunReport& report, std::size_t m)
{
    const MemoryCounts& memory = report.simulation.counts.memories[m];
    const energy::AccessPrice& price = report.energy.accesses[m];
    std::array<std::uint64_t, tensor_count> bytes{};
    std::uint64_t peak_bytes = 0;
    for (const TensorHome& home : report.homes) {
        if (home.memory != m) continue;
        bytes[static_cast<std::size_t>(home.tensor.tensor)] += home.bytes;
        peak_bytes += home.bytes;
    }
    Json by_tensor = Json::array();
    for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
        const ReadsWrites& accesses = memory.by_tensor[tensor];
        if (accesses.reads + accesses.writes + bytes[tensor] == 0) continue;
        by_tensor.push_back({{"tensor", tensor_names[tensor]},
                             {"reads", accesses.reads},
                             {"writes", accesses.writes},
                             {"energy_pj", energy_of(accesses, price)},
                             {"bytes", bytes[tensor]}});
    }
    const ReadsWrites total = memory.total();
    const double busy_seconds = static_cast<double>(memory.busiest_port_cycles) / memory.clock_hz;
    return {{"name", memory.name},
            {"level", memory.level},
            {"reads", total.reads},
            {"writes", total.writes},
            {"bits_read", memory.bits_read()},
            {"bits_written", memory.bits_written()},
            {"words_moved", memory.words_moved},
            {"bits_moved", memory.bits_moved},
            {"row_refreshes", memory.row_refreshes},
            {"queued_cycles", memory.queued_cycles},
            {"busy_percent", 100.0 * busy_seconds / report.simulation.counts.time.value()},
            {"access_bits", memory.access_bits},
            {"read_pj", price.read_pj},
            {"write_pj", price.write_pj},
            {"energy_pj", energy_of(total, price)},
            {"capacity_bytes", report.capacity_bytes[m]},
            {"peak_bytes", peak_bytes},
            {"by_tensor", by_tensor}};
}

/// Where each tensor of each layer lives; arrays of one tensor in one memory are one row. `pad_words` where there are
/// some between its rows.
Json homes_json(const RunReport& report)
{
    Json rows = Json::array();
    for (const TensorHome& home : report.homes) {
        const std::string& memory = report.simulation.counts.memories[home.memory].name;
        const std::string_view tensor = name_of(home.tensor.tensor);
        const auto known = std::find_if(rows.begin(), rows.end(), [&](const Json& row) {
            return row["tensor"] == tensor && row["layer"] == home.tensor.layer && row["memory"] == memory;
        });
        if (known == rows.end()) {
            rows.push_back(
                {{"tensor", tensor}, {"layer", home.tensor.layer}, {"memory", memory}, {"bytes", home.bytes}});
            if (home.pad_words > 0) rows.back()["pad_words"] = home.pad_words;
        } else {
            (*known)["bytes"] = (*known)["bytes"].get<std::uint64_t>() + home.bytes;
        }
    }
    return rows;
}

/// Accesses by phase, layer, tensor and memory, with what they cost.
Json accesses_json(const RunReport& report)
{
    Json rows = Json::array();
    const RunCounts& counts = report.simulation.counts;
    for (const PhaseCounts& phase : counts.phases) {
        for (std::size_t m = 0; m < phase.accesses.size(); ++m) {
            for (std::size_t tensor = 0; tensor < tensor_count; ++tensor) {
                const ReadsWrites& accesses = phase.accesses[m][tensor];
                if (accesses.reads + accesses.writes == 0) continue;
                rows.push_back({{"phase", name_of(phase.phase)},
                                {"layer", phase.layer},
                                {"tensor", tensor_names[tensor]},
                                {"memory", counts.memories[m].name},
                                {"reads", accesses.reads},
                                {"writes", accesses.writes},
                                {"energy_pj", energy_of(accesses, report.energy.accesses[m])}});
            }
        }
    }
    return rows;
}

Json cycles_json(const TimeByCause& cycles)
{
    Json json{{"total", std::accumulate(cycles.begin(), cycles.end(), std::uint64_t{0})}};
    for (std::size_t i = 0; i < time_cause_count; ++i) json[std::string(time_cause_names[i])] = cycles[i];
    return json;
}

/// Where the run's cycles go, together and by phase and layer.
Json time_json(const RunCounts& counts)
{
    TimeByCause total{};
    Json phases = Json::array();
    for (const PhaseCounts& phase : counts.phases) {
        for (std::size_t i = 0; i < time_cause_count; ++i) total[i] += phase.cycles[i];
        Json row{{"phase", name_of(phase.phase)}, {"layer", phase.layer}};
        row.update(cycles_json(phase.cycles));
        phases.push_back(row);
    }
    Json json = cycles_json(total);
    json["phases"] = phases;
    return json;
}

/// An epoch's last batch counts as a whole one.
Json epoch_json(const RunReport& report)
{
    if (!report.epoch_samples) return nullptr;
    const std::uint64_t steps = divide_up(*report.epoch_samples, report.batch);
    return {{"samples", *report.epoch_samples},
            {"steps", steps},
            {"energy_pj", static_cast<double>(steps) * report.energy.total().value()},
            {"seconds", static_cast<double>(steps) * report.simulation.counts.time.value()}};
}

Json operations_json(const OperationCounts& operations)
{
    Json json = Json::object();
    for (std::size_t i = 0; i < operation_count; ++i) json[std::string(operation_names[i])] = operations[i];
    return json;
}

/// By name of precision; those in which nothing was computed are left out.
Json operations_by_precision_json(const OperationsByPrecision& operations)
{
    Json json = Json::object();
    for (std::size_t p = 0; p < precision_count; ++p) {
        if (operations[p] != OperationCounts{}) json[std::string(precision_names[p])] = operations_json(operations[p]);
    }
    return json;
}

Json energy_json(const energy::EnergyReport& energy)
{
    return {{"total", energy.total().value()},
            {"compute", energy.compute.value()},
            {"register_file", energy.register_file.value()},
            {"sram", energy.sram.value()},
            {"dram", energy.dram.value()},
            {"interconnect", energy.interconnect.value()},
            {"static", energy.static_power.value()}};
}

Json by_kind_json(const energy::DramEnergyByKind& by_kind)
{
    Json json = Json::object();
    for (std::size_t i = 0; i < by_kind.size(); ++i)
        json[std::string(energy::dram_energy_kind_names[i])] = by_kind[i].value();
    return json;
}

/// So many rows of equal length.
}  // namespace

Json dram_json(const DramCounts& dram)
{
    return {{"activates", dram.activates},
            {"precharges", dram.precharges},
            {"reads", dram.reads},
            {"writes", dram.writes},
            {"refreshes", dram.refreshes},
            {"row_hits", dram.row_hits},
            {"row_misses", dram.row_misses},
            {"bank_refreshes", dram.bank_refreshes},
            {"rank_active_cycles", dram.rank_active_cycles},
            {"bank_active_cycles", dram.bank_active_cycles},
            {"bank_refresh_only_cycles", dram.bank_refresh_only_cycles}};
}

Json dram_energy_json(const energy::DramEnergy& energy)
{
    Json json{{"formula", machine::datasheet_formula_names[static_cast<std::size_t>(energy.formula)]},
              {"total", (energy.commands() + energy.background()).value()}};
    for (std::size_t i = 0; i < energy::dram_energy_kind_names.size(); ++i) {
        json[std::string(energy::dram_energy_kind_names[i])] =
            energy.of(static_cast<energy::DramEnergyKind>(i)).value();
    }
    json["rails"] = Json::object();
    for (const energy::DramEnergy::Rail& rail : energy.rails) json["rails"][rail.name] = by_kind_json(rail.by_kind);
    return json;
}

Json run_json(const RunReport& report, const std::string& version)
{
    Json json{{"version", version},
              {"model", report.model},
              {"processor", report.processor},
              {"costs", report.costs},
              {"schedule", report.schedule},
              {"precision", report.precision},
              {"master_weights", report.master_weights},
              {"batch", report.batch},
              {"optimizer", name_of(report.optimizer)},
              {"classes", report.classes},
              {"engine",
               {{"mode", engine_names[static_cast<std::size_t>(report.engine)]},
                {"simulated_steps", report.simulation.simulated_steps},
                {"folded_steps", report.simulation.steps - report.simulation.simulated_steps}}},
              {"cycles", report.simulation.counts.cycles},
              {"seconds", report.simulation.counts.time.value()},
              {"time_cycles", time_json(report.simulation.counts)},
              {"energy_pj_per_sample", report.energy.total().value() / static_cast<double>(report.batch)},
              {"seconds_per_sample", report.simulation.counts.time.value() / static_cast<double>(report.batch)},
              {"epoch", epoch_json(report)},
              {"homes", homes_json(report)},
              {"accesses", accesses_json(report)},
              {"operands", operands_json(report.simulation.operands)},
              {"memories", Json::array()},
              {"dram", dram_json(report.simulation.counts.dram.value_or(DramCounts{}))},
              {"operations", operations_json(total(report.simulation.counts.operations))},
              {"operations_by_precision", operations_by_precision_json(report.simulation.counts.operations)},
              {"energy_pj", energy_json(report.energy)},
              {"energy_unit", report.energy.unit},
              {"bounds",
               {{"weight_reads", report.bounds.weight_reads},
                {"weight_writes", report.bounds.weight_writes},
                {"weight_bytes", report.bounds.weight_bytes},
                {"cycles", report.bounds.cycles},
                {"mac_cycles", report.bounds.mac_cycles},
                {"dram_cycles", report.bounds.dram_cycles}}},
              {"lane_busy_cycles", report.simulation.counts.lane_busy_cycles},
              {"assumed", report.assumed},
              {"notes", report.energy.notes}};
    if (report.energy.dram_by_kind) json["dram_energy_pj"] = dram_energy_json(*report.energy.dram_by_kind);
    for (std::size_t m = 0; m < report.simulation.counts.memories.size(); ++m) {
        json["memories"].push_back(memory_json(report, m));
    }
    return json;
}

}  // namespace deltasim::experiment
