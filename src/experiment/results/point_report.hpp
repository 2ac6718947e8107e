// SPDX-License-Identifier: MIT
#pragma once

#include "core/phase_work.hpp"
#include "experiment/results/run_figures.hpp"

// What a store keeps of a finished point, beside its configuration and its simulation.

namespace deltasim::experiment
{

/// What a schedule requires of a memory, or of a machine in a phase; kept so that it can be priced again.
struct KeptMemoryWork {
    std::uint64_t bits_moved = 0;
    std::uint64_t operand_reads = 0;
    std::uint64_t operand_writes = 0;
};

struct KeptWork {
    Phase phase = Phase::forward;
    std::uint32_t layer = 0;
    ByKind<precision_names, ByKind<operation_names, std::uint64_t>> operations;
    std::vector<KeptMemoryWork> memories;
};

struct PointReport {
    std::string precision;
    std::uint64_t batch = 1;
    std::uint64_t classes = 0;
    EnergyParts energy_pj;
    std::string energy_unit;
    OrAbsent<DramEnergyParts> dram_energy_pj;
    BoundFigures bounds;
    std::vector<std::string> assumed;
    std::vector<std::string> notes;
    RunFigures figures;
    std::optional<std::vector<KeptWork>> work;  ///< absent if an earlier version kept the point
};

template <>
struct Fields<KeptMemoryWork> {
    static constexpr auto list = fields(
        field("bits_moved", &KeptMemoryWork::bits_moved, "bits moved", "", "between the memory and the array"),
        field("operand_reads", &KeptMemoryWork::operand_reads, "operand reads", "words", "whose home the memory is"),
        field("operand_writes", &KeptMemoryWork::operand_writes, "operand writes", "words", "the same"));
};

template <>
struct Fields<KeptWork> {
    static constexpr auto list =
        fields(field("phase", &KeptWork::phase, "phase", "", "of the training step"),
               field("layer", &KeptWork::layer, "layer", "", "that is worked on"),
               field("operations", &KeptWork::operations, "operations", "", "by precision, summed over lanes"),
               field("memories", &KeptWork::memories, "memories", "", "in the order of the run's"));
};

template <>
struct Fields<PointReport> {
    static constexpr auto list =
        fields(field("precision", &PointReport::precision, "precision", "", "of the tensors"),
               field("batch", &PointReport::batch, "batch", "", "samples a step"),
               field("classes", &PointReport::classes, "classes", "", "width of the last layer"),
               field("energy_pj", &PointReport::energy_pj, "energy", "pJ", "of a training step, by part"),
               field("energy_unit", &PointReport::energy_unit, "unit", "", "of every energy"),
               field("dram_energy_pj", &PointReport::dram_energy_pj, "DRAM energy", "pJ", "by kind and rail"),
               field("bounds", &PointReport::bounds, "bounds", "", "what no schedule goes below"),
               field("assumed", &PointReport::assumed, "assumed", "", "keys of the figures without a published source"),
               field("notes", &PointReport::notes, "notes", "", "what a reader of the energies must know"),
               field("figures", &PointReport::figures, "figures", "", "as rows have them"),
               field("work", &PointReport::work, "work", "", "what the schedule asks for, by phase and layer"));
};

/// `work`: of the same run.
[[nodiscard]] PointReport point_report(const RunResult& run, const std::vector<PhaseWork>& work);

[[nodiscard]] std::vector<PhaseWork> phase_work(const std::vector<KeptWork>& kept);

/// The text that a store keeps, and the report that is read from it. Throws DamagedResult.
[[nodiscard]] std::string kept_text(const PointReport& report);
[[nodiscard]] PointReport kept_report(const std::string& text);

}  // namespace deltasim::experiment
