// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "energy/dram_energy.hpp"
#include "machine/dram_device.hpp"
#include "os/text_input.hpp"

// Reads a list of DRAM commands, perhaps from another simulator, and computes its energy by the datasheet. Each line is
// a command; commas or blanks separate values:
//
//     cycle,command,channel,rank,bank_group,bank,row,column      # may be left out: these values in this order
//     100,activate,0,0,1,2,345,0
//
// In deltasim's own lists, a line may have two more values, `repeats` and `interval`: then it stands for many
// refreshes, or for power-down between them. A line with three values has cycle, command and the number of the bank in
// its rank. Commands are named as in deltasim's own lists (replay --commands), as in DRAMsim3, or as in the standards
// (ACT, RDA, PREA, REFpb).

namespace deltasim::experiment
{

struct CommandListReport {
    machine::DramDevice device;
    std::uint64_t commands = 0;
    DramCounts counts;  ///< from the first command to the last data beat, or for the given cycles
    Seconds time{0.0};
    energy::DramEnergy energy;
};

struct CommandListSettings {
    machine::DatasheetFormula formula = machine::DatasheetFormula::drampower;
    std::uint64_t cycles = 0;  ///< counted from the first command; 0: up to the last data beat
};

/// Reads the list to its end. `progress` is called about every thousand lines, and may throw. Throws InputError with
/// file, line and column of an error, and what datasheet_energy() throws.
[[nodiscard]] CommandListReport price_commands(os::TextInput& list, const machine::DramDevice& device,
                                               const CommandListSettings& settings,
                                               const std::function<void()>& progress);

}  // namespace deltasim::experiment
