// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/clock.hpp"
#include "core/run_counts.hpp"
#include "sim/simulate.hpp"

// Makes the counts of a run from what a simulation counted by step and by nest, for every engine.

namespace deltasim::sim
{

/// What was counted for a nest of the program.
struct NestTally {
    TimeByCause time{};                      ///< ticks
    std::vector<AccessesByTensor> accesses;  ///< by memory
    std::optional<CoreCounts> cores{};
};

/// What was counted for a step of a machine that skips zeros (see SkipCounters).
struct SkippedStep {
    std::uint64_t passed = 0;  ///< executions that were skipped as a whole
    std::uint64_t tests = 0;
    std::vector<std::uint64_t> idle;       ///< by product: lanes in which it was 0
    std::vector<std::uint64_t> spared;     ///< by operand: lanes that did not need its word
    std::vector<std::uint64_t> untouched;  ///< by operand: executions in which no lane needed it
};

/// Books operands, operations and words moved, and what was skipped. `executions`: how often each step of the program
/// ran; steps are numbered through the nests, depth first. `skipped`: for each step, or empty. The memories of the
/// result must exist. Throws OverflowError.
void tally_steps(const SimulationTask& task, std::span<const std::uint64_t> executions,
                 std::span<const SkippedStep> skipped, SimulationResult& result);

/// Books time, accesses and instructions by phase and layer. Ticks become PE clocks by rounding their running sum, so
/// that the parts sum to the cycles of the run; each part is less than a clock off.
void tally_phases(const schedule::Program& program, std::span<const NestTally> nests, const Clock& pe_clock,
                  RunCounts& run);

}  // namespace deltasim::sim
