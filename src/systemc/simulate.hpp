// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "core/clock_window.hpp"
#include "sim/simulate.hpp"
#include "systemc/reports.hpp"

// Runs one training step on the machine of this room: modules, sockets and clocks in true time. What it counts is what
// the engines of sim count; see README.md here.

namespace deltasim::systemc
{

class DramStandIn;  // dram_stand_in.hpp

struct Options {
    std::string vcd{};     ///< a file; empty: none
    ClockWindow window{};  ///< of the waveform
    LogLevel log_level = LogLevel::error;
    DramStandIn* dram = nullptr;  ///< instead of the machine's own; the commands of such a DRAM are not counted
};

/// Throws as sim::simulate does, and InputError for clocks that the kernel's femtoseconds do not tell apart. `folding`
/// of the task is not looked at.
[[nodiscard]] sim::SimulationResult simulate(const sim::SimulationTask& task, const Options& options = {});

}  // namespace deltasim::systemc
