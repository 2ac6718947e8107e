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

// Energy as a pure function of counts, time and a cost table. No module adds joules; a stored run can be priced again
// under another table.

namespace deltasim::energy
{

/// What one access to a memory costs, in the report's unit. In the datasheet view that is a burst alone: what opens and
/// closes rows is no access's own.
struct AccessPrice {
    double read_pj = 0.0;
    double write_pj = 0.0;
};

/// What a memory takes besides its accesses.
struct MemoryUpkeep {
    double rows_pj = 0.0;     ///< a DRAM's activates and precharges, in the datasheet view
    double refresh_pj = 0.0;  ///< of an eDRAM, or of a DRAM in the datasheet view
};

/// Where the energy of a run goes. The parts sum to total().
struct EnergyReport {
    Picojoules compute{0.0};
    Picojoules register_file{0.0};
    Picojoules sram{0.0};  ///< accesses to all on-chip memories, and refreshes of eDRAM
    Picojoules dram{0.0};  ///< accesses, or in the datasheet view commands: activates, precharges, bursts, refreshes
    Picojoules interconnect{0.0};
    Picojoules cores{0.0};         ///< of cores with instructions: what these take, and their power over the run's time
    Picojoules static_power{0.0};  ///< leakage and background, that of the datasheet view included, over the run's time
    Picojoules core_power{0.0};    ///< the part of `cores` that is power over time
    std::optional<DramEnergy>
        dram_by_kind;                   ///< in the datasheet view: what `dram` and part of `static_power` consist of
    std::vector<AccessPrice> accesses;  ///< by memory of the run; 0 where no access was made that needs the price
    std::vector<MemoryUpkeep> upkeep;   ///< by memory of the run: with its accesses all of `sram`, or of `dram`
    std::string unit = "pJ";            ///< of every figure here; the table's energy_unit
    std::vector<std::string> notes;     ///< where a figure stands for another: a memory priced by the next larger row

    [[nodiscard]] Picojoules total() const
    {
        return compute + register_file + sram + dram + interconnect + cores + static_power;
    }
};

/// Prices a run of `processor`. The datasheet view takes the currents of its DRAM's device. Figures that the run
/// needs and the table lacks throw InputError naming their keys, all of them; a figure for what never happened is not
/// needed.
[[nodiscard]] EnergyReport price(const RunCounts& counts, const machine::ProcessorConfig& processor,
                                 const machine::CostTable& costs);

/// A row of the SRAM table and how many accesses to it stand for one of the memory.
struct SramRow {
    const machine::SramCost* cost = nullptr;
    std::uint64_t accesses = 1;
};

/// The row that prices a memory, of its own kind (an eDRAM by a row of SRAM where the table has none of eDRAM): the
/// narrowest that is as wide, or the widest several times; among these as large and with no more banks those with most
/// banks; of these the smallest. Throws InputError where there is none.
[[nodiscard]] SramRow sram_row(const machine::OnChipMemoryConfig& memory, const machine::CostTable& costs);

}  // namespace deltasim::energy
