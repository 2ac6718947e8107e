// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/clock.hpp"
#include "core/run_counts.hpp"
#include "sim/simulate.hpp"

// From what a simulation kept by kind of step and by nest to the counts of the run, whichever engine kept it.

namespace deltasim::sim
{

/// What a nest of the program took.
struct NestTally {
    TimeByCause time{};                      ///< ticks
    std::vector<AccessesByTensor> accesses;  ///< by memory
    std::optional<CoreCounts> cores{};
};

/// What was counted of a step of a machine that skips zeros (see SkipCounters).
struct SkippedStep {
    std::uint64_t passed = 0;  ///< executions passed over
    std::uint64_t tests = 0;
    std::vector<std::uint64_t> idle;       ///< by product: lanes
    std::vector<std::uint64_t> spared;     ///< by operand: lanes
    std::vector<std::uint64_t> untouched;  ///< by operand: executions
};

/// Books operands, operations and words moved, and what was skipped. `executions`: how often each step of the program
/// ran, steps numbered through the nests depth first; `skipped`: of each, or none. The result has its memories. Throws
/// OverflowError.
void tally_steps(const SimulationTask& task, std::span<const std::uint64_t> executions,
                 std::span<const SkippedStep> skipped, SimulationResult& result);

/// Books time, accesses and instructions by phase and layer. Ticks become PE clocks by rounding their running sum, so
/// that the parts sum to the run's cycles; each is less than a clock off.
void tally_phases(const schedule::Program& program, std::span<const NestTally> nests, const Clock& pe_clock,
                  RunCounts& run);

}  // namespace deltasim::sim
