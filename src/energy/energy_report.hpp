// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "energy/dram_energy.hpp"
#include "machine/cost_table.hpp"
#include "machine/processor.hpp"

// Energy as a pure function of counts, time and a cost table. No module adds up energy while it runs, so a stored run
// can be priced again with another table.

namespace deltasim::energy
{

/// The energy of one access to a memory, in the report's unit. In the datasheet view this is only the burst: activates
/// and precharges belong to no single access.
struct AccessPrice {
    double read_pj = 0.0;
    double write_pj = 0.0;
};

/// The energy of a memory besides its accesses.
struct MemoryUpkeep {
    double rows_pj = 0.0;     ///< a DRAM's activates and precharges, in the datasheet view
    double refresh_pj = 0.0;  ///< refreshes of an eDRAM, or, in the datasheet view, of a DRAM
};

/// The energy of a run by part. The parts sum to total().
struct EnergyReport {
    Picojoules compute{0.0};
    Picojoules register_file{0.0};
    Picojoules sram{0.0};  ///< accesses to all on-chip memories, and refreshes of eDRAM
    Picojoules dram{0.0};  ///< accesses; in the datasheet view commands: activates, precharges, bursts, refreshes
    Picojoules interconnect{0.0};
    Picojoules cores{0.0};  ///< cores with instructions: the energy of instructions, and power over the run's time
    /// Leakage and background over the run's time, including the background of the datasheet view.
    Picojoules static_power{0.0};
    Picojoules core_power{0.0};              ///< the part of `cores` that is power over time
    std::optional<DramEnergy> dram_by_kind;  ///< in the datasheet view: `dram` and a part of `static_power`, by kind
    std::vector<AccessPrice> accesses;       ///< by memory of the run; 0 where no access needed the price
    std::vector<MemoryUpkeep> upkeep;        ///< by memory of the run; with the accesses it sums to `sram` or `dram`
    std::string unit = "pJ";                 ///< of every figure here; the table's energy_unit
    /// Where one figure replaces another: a memory that is priced by the next larger row.
    std::vector<std::string> notes;

    [[nodiscard]] Picojoules total() const
    {
        return compute + register_file + sram + dram + interconnect + cores + static_power;
    }
};

/// Prices a run of `processor`. The datasheet view uses the currents of its DRAM's device. Throws InputError that names
/// the keys of all figures that the run needs and the table lacks. Figures for events that never happened are not
/// needed.
[[nodiscard]] EnergyReport price(const RunCounts& counts, const machine::ProcessorConfig& processor,
                                 const machine::CostTable& costs);

/// A row of the SRAM table, and how many of its accesses make one access of the memory.
struct SramRow {
    const machine::SramCost* cost = nullptr;
    std::uint64_t accesses = 1;
};

/// The row that prices a memory. Its kind is the memory's (for an eDRAM a row of SRAM, where the table has none of
/// eDRAM). Among these the function prefers the narrowest row that is at least as wide as the memory, or else the
/// widest, used several times; then rows that are at least as large and have no more banks; then those with the most
/// banks; then the smallest. Throws InputError where there is none.
[[nodiscard]] SramRow sram_row(const machine::OnChipMemoryConfig& memory, const machine::CostTable& costs);

}  // namespace deltasim::energy
