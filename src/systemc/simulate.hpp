// SPDX-License-Identifier: MIT
#pragma once

#include "core/clock_window.hpp"
#include "os/library_file.hpp"
#include "sim/simulate.hpp"
#include "systemc/reports.hpp"

// Runs one training step on the machine of this room: modules, sockets and real clocks. It counts the same as the
// engines of sim; see this room's README.md.

namespace deltasim::systemc
{

class DramStandIn;  // dram_stand_in.hpp

struct Options {
    os::LibraryFile* vcd = nullptr;  ///< takes the waveforms; the caller closes it after the run. Null: no waveforms
    ClockWindow window{};            ///< of the waveforms
    LogLevel log_level = LogLevel::error;
    DramStandIn* dram = nullptr;  ///< replaces the machine's DRAM; its commands are not counted
};

/// Throws what sim::simulate throws, and InputError for clocks that the kernel's femtoseconds cannot tell apart.
/// Ignores `folding` of the task.
[[nodiscard]] sim::SimulationResult simulate(const sim::SimulationTask& task, const Options& options = {});

}  // namespace deltasim::systemc
