// SPDX-License-Identifier: MIT
#pragma once

#include "energy/energy_report.hpp"
#include "energy/phase_energy.hpp"
#include "experiment/results/core_figures.hpp"
#include "experiment/results/drawn_mapping.hpp"
#include "experiment/results/json.hpp"
#include "experiment/results/run_parts.hpp"
#include "experiment/results/search_figures.hpp"
#include "experiment/results/skip_figures.hpp"

// A finished run as JSON, tables and explanations show it.

namespace deltasim::experiment
{

struct RunReport;

struct RunResult {
    std::string version;
    std::string model;
    std::string processor;
    std::string costs;
    std::string schedule;
    std::string precision;
    bool master_weights = false;
    std::uint64_t batch = 1;
    std::string optimizer;
    std::uint64_t classes = 0;
    EngineUse engine;
    std::uint64_t cycles = 0;
    double seconds = 0.0;
    RunTime time_cycles;
    double energy_pj_per_sample = 0.0;
    double seconds_per_sample = 0.0;
    std::optional<EpochFigures> epoch;
    Json mapping;  ///< in the form of an experiment, so that it can be run again
    OrAbsent<MappingSearch> mapping_search;
    OrAbsent<std::vector<mapping::DrawnNest>> loops;
    std::vector<TransferRow> transfers;
    std::vector<HomeRow> homes;
    std::vector<AccessRow> accesses;
    std::vector<OperandRow> operands;
    OrAbsent<SkipFigures> skip;
    OrAbsent<std::vector<CoreRow>> cores;
    std::vector<MemoryResult> memories;
    DramCommands dram;
    ByKind<operation_names, std::uint64_t> operations;
    ByName<ByKind<operation_names, std::uint64_t>> operations_by_precision;
    EnergyParts energy_pj;
    std::string energy_unit;
    BoundFigures bounds;
    std::optional<BoundFigures> own_bounds;  ///< nothing in results of earlier versions
    std::uint64_t lane_busy_cycles = 0;
    std::vector<std::string> assumed;
    std::vector<std::string> notes;
    std::optional<double> operand_energy_pj;
    std::vector<PhaseEnergyRow> energy_by_phase;
    OrAbsent<DramEnergyParts> dram_energy_pj;
    std::optional<machine::Peaks> machine;

    /// The precisions of its tensors in words.
    [[nodiscard]] std::string precision_text() const;
};

template <>
struct Fields<RunResult> {
    static constexpr auto list = fields(
        field("version", &RunResult::version, "version", "", "of deltasim"),
        field("model", &RunResult::model, "model", "", "the head"),
        field("processor", &RunResult::processor, "processor", "", ""),
        field("costs", &RunResult::costs, "costs", "", "the cost table"),
        field("schedule", &RunResult::schedule, "schedule", "", ""),
        field("precision", &RunResult::precision, "precision", "", "of the tensors, as in the experiment"),
        field("master_weights", &RunResult::master_weights, "master weights", "", "whether updates move an fp32 copy"),
        field("batch", &RunResult::batch, "batch", "", "samples a step"),
        field("optimizer", &RunResult::optimizer, "optimizer", "", ""),
        field("classes", &RunResult::classes, "classes", "", "width of the last layer"),
        field("engine", &RunResult::engine, "engine", "", "how the run was simulated"),
        field("cycles", &RunResult::cycles, "cycles", "", "clocks of the PE array"),
        field("seconds", &RunResult::seconds, "time", "s", "simulated, of a training step"),
        field("time_cycles", &RunResult::time_cycles, "time by cause", "", "where the cycles go"),
        field("energy_pj_per_sample", &RunResult::energy_pj_per_sample, "energy a sample", "pJ", "of a step's batch"),
        field("seconds_per_sample", &RunResult::seconds_per_sample, "time a sample", "s", "of a step's batch"),
        field("epoch", &RunResult::epoch, "epoch", "", "null unless training.samples is given"),
        field("mapping", &RunResult::mapping, "mapping", "", "how the loops run, as an experiment says it"),
        field("mapping_search", &RunResult::mapping_search, "search", "", "where it is the best that a search found"),
        field("loops", &RunResult::loops, "loops", "", "as they run, where any phase does not stream"),
        field("transfers", &RunResult::transfers, "transfers", "", "words moved between neighbouring places"),
        field("homes", &RunResult::homes, "homes", "", "where each tensor lives"),
        field("accesses", &RunResult::accesses, "accesses", "", "by phase, layer, tensor and memory"),
        field("operands", &RunResult::operands, "operands", "", "operand accesses by phase, layer and tensor"),
        field("skip", &RunResult::skip, "skipped", "", "of a processor that skips zeros"),
        field("cores", &RunResult::cores, "cores", "", "what the instructions of a core take, where it has some"),
        field("memories", &RunResult::memories, "memories", "", "each with its tensors"),
        field("dram", &RunResult::dram, "DRAM", "", "commands, row hits and misses"),
        field("operations", &RunResult::operations, "operations", "", "summed over lanes and precisions"),
        field("operations_by_precision", &RunResult::operations_by_precision, "operations by precision", "",
              "those in which something was computed"),
        field("energy_pj", &RunResult::energy_pj, "energy", "pJ", "of a training step, by part"),
        field("energy_unit", &RunResult::energy_unit, "unit", "",
              "of every energy: pJ, unless the cost table has another"),
        field("bounds", &RunResult::bounds, "bounds", "", "what no schedule goes below"),
        field("own_bounds", &RunResult::own_bounds, "own bounds", "", "what this schedule cannot go below"),
        field("lane_busy_cycles", &RunResult::lane_busy_cycles, "lanes busy", "cycles",
              "clocks in which the lanes could start nothing else"),
        field("assumed", &RunResult::assumed, "assumed", "", "keys of the figures without a published source"),
        field("notes", &RunResult::notes, "notes", "", "what a reader of the energies must know"),
        field("operand_energy_pj", &RunResult::operand_energy_pj, "operand energy", "pJ",
              "every operand access paid at its home, nothing shared, buffered, kept or timed"),
        field("energy_by_phase", &RunResult::energy_by_phase, "energy by phase", "pJ", "together all of the energy"),
        field("dram_energy_pj", &RunResult::dram_energy_pj, "DRAM energy", "pJ",
              "by kind and rail, where the datasheet prices it"),
        field("machine", &RunResult::machine, "machine", "", "what the processor can do at most"));
};

/// The result of a report.
[[nodiscard]] RunResult run_result(const RunReport& report, const std::string& version);

[[nodiscard]] EnergyParts energy_parts(const energy::EnergyReport& energy);
[[nodiscard]] std::vector<PhaseEnergyRow> phase_energy_rows(const std::vector<energy::PhaseEnergy>& phases);
[[nodiscard]] DramCommands dram_commands(const DramCounts& dram);
[[nodiscard]] DramEnergyParts dram_energy_parts(const energy::DramEnergy& energy);

}  // namespace deltasim::experiment
