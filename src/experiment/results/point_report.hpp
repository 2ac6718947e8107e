// SPDX-License-Identifier: MIT
#pragma once

#include "experiment/results/run_figures.hpp"

// What a store keeps of a finished point besides its configuration and its simulation.

namespace deltasim::experiment
{

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
};

template <>
struct Fields<PointReport> {
    static constexpr auto list = std::tuple{
        field("precision", &PointReport::precision, "precision", "", "of the tensors"),
        field("batch", &PointReport::batch, "batch", "", "samples a step"),
        field("classes", &PointReport::classes, "classes", "", "width of the last layer"),
        field("energy_pj", &PointReport::energy_pj, "energy", "pJ", "of a training step, by part"),
        field("energy_unit", &PointReport::energy_unit, "unit", "", "of every energy"),
        field("dram_energy_pj", &PointReport::dram_energy_pj, "DRAM energy", "pJ", "by kind and rail"),
        field("bounds", &PointReport::bounds, "bounds", "", "what no schedule goes below"),
        field("assumed", &PointReport::assumed, "assumed", "", "keys of the figures without a published source"),
        field("notes", &PointReport::notes, "notes", "", "what a reader of the energies must know"),
        field("figures", &PointReport::figures, "figures", "", "as rows have them")};
};

[[nodiscard]] PointReport point_report(const RunResult& run);

/// As a store keeps it, and what is read there again. Throws DamagedResult.
[[nodiscard]] std::string kept_text(const PointReport& report);
[[nodiscard]] PointReport kept_report(const std::string& text);

}  // namespace deltasim::experiment
