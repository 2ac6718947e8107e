// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "core/phase_work.hpp"
#include "energy/energy_report.hpp"

// Two further views of a run's energy: by phase and layer, and by operand, as papers count it.

namespace deltasim::energy
{

/// The energy of one phase on one layer. Without a phase: the energy that no single phase causes, which is refreshes,
/// activates and precharges.
struct PhaseEnergy {
    std::optional<Phase> phase;
    std::optional<std::uint32_t> layer;
    Picojoules compute{0.0};
    Picojoules register_file{0.0};
    Picojoules sram{0.0};
    Picojoules dram{0.0};
    Picojoules interconnect{0.0};
    Picojoules cores{0.0};         ///< instructions, and power for the phase's share of the time
    Picojoules static_power{0.0};  ///< for the phase's share of the time

    [[nodiscard]] Picojoules total() const
    {
        return compute + register_file + sram + dram + interconnect + cores + static_power;
    }
};

/// The energies of a priced run by phase, in the order of its phases; the last one belongs to no phase. They sum to the
/// run's energy. `work`: the work of the run's phases, in any order.
[[nodiscard]] std::vector<PhaseEnergy> energy_by_phase(const RunCounts& counts, const std::vector<PhaseWork>& work,
                                                       const machine::ProcessorConfig& processor,
                                                       const machine::CostTable& costs, const EnergyReport& report);

/// The operand view. Every operand access is priced as an access of its own to the tensor's home: a line of an on-chip
/// memory or a burst of a DRAM. Nothing is shared between lanes, merged, buffered, kept open or timed. Operations,
/// registers, interconnect and static power are left out. Throws like price().
[[nodiscard]] Picojoules operand_energy(const std::vector<PhaseWork>& work, const machine::ProcessorConfig& processor,
                                        const machine::CostTable& costs);

}  // namespace deltasim::energy
