// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "machine/processor.hpp"
#include "model/placement.hpp"
#include "model/row_layout.hpp"
#include "model/tensor_precisions.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "model/zero_pattern.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/operand_tally.hpp"
#include "sim/fold/fold_settings.hpp"
#include "sim/memories/request_observer.hpp"
#include "sim/steps/step_observer.hpp"

// Runs one training step on a processor, cycle by cycle. SystemC allows only one simulation per process.

namespace deltasim::sim
{

/// What to simulate; all of it must outlive the call.
struct SimulationTask {
    const machine::ProcessorConfig& processor;
    const schedule::Program& program;
    const model::Placement& placement;     ///< over memory_spaces(processor)
    model::TensorPrecisions precisions{};  ///< of the placement
    /// Contents of the memories at the beginning; null: no values move.
    const model::TensorValues* initial = nullptr;
    /// Without folding if `initial` is given, since values need every step.
    FoldSettings folding{};
    RequestObserver* dram_requests = nullptr;  ///< gets every request; needs every step, and a DRAM
    StepObserver* steps = nullptr;             ///< gets what happens in each step; needs every step
    /// Gets the commands of a DRAM with row buffers; needs every step.
    dram::CommandObserver* dram_commands = nullptr;
    /// Called from time to time; what it throws ends the simulation.
    std::function<void(std::uint64_t steps)> progress;
    model::RowLayouts row_layouts{};            ///< of the program's arrays
    model::TensorScales scales{};               ///< of integer words, where values move
    const model::ZeroPattern* zeros = nullptr;  ///< for a processor that skips zeros; null: there are no zeros
};

struct SimulationResult {
    schedule::OperandTally operands;
    RunCounts counts;
    std::uint64_t steps = 0;                    ///< of the run
    std::uint64_t simulated_steps = 0;          ///< steps that were simulated one by one; the others were folded
    std::optional<model::TensorValues> values;  ///< every placed tensor at the end, if values moved
    /// The simulation of an epoch's last step, if its batch is smaller and the caller asked for it.
    std::shared_ptr<const SimulationResult> last_batch{};
};

/// Throws what `progress` throws, and OverflowError if a count does not fit 64 bits.
[[nodiscard]] SimulationResult simulate(const SimulationTask& task);

}  // namespace deltasim::sim
