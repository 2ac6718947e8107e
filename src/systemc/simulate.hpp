// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/simulate.hpp"
#include "systemc/reports.hpp"

// Runs one training step on the machine of this room: modules, sockets and clocks in true time. What it counts is what
// the engines of sim count; see README.md here.

namespace deltasim::systemc
{

class DramStandIn;  // dram_stand_in.hpp

/// From edge `from` of the array's clock up to edge `to`.
struct Window {
    std::uint64_t from = 0;
    std::optional<std::uint64_t> to;  ///< none: to the end
};

struct Options {
    std::string vcd{};  ///< a file; empty: none
    Window window{};
    LogLevel log_level = LogLevel::error;
    DramStandIn* dram = nullptr;  ///< instead of the machine's own; the commands of such a DRAM are not counted
};

/// Throws as sim::simulate does, and InputError for clocks that the kernel's femtoseconds do not tell apart. `folding`
/// of the task is not looked at.
[[nodiscard]] sim::SimulationResult simulate(const sim::SimulationTask& task, const Options& options = {});

}  // namespace deltasim::systemc
