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

// Runs one training step on a processor, cycle by cycle. SystemC allows one simulation a process.

namespace deltasim::sim
{

/// What to simulate; all of it outlives the call.
struct SimulationTask {
    const machine::ProcessorConfig& processor;
    const schedule::Program& program;
    const model::Placement& placement;                  ///< over memory_spaces(processor)
    model::TensorPrecisions precisions{};               ///< those of the placement
    const model::TensorValues* initial = nullptr;       ///< contents to begin with; null: no values move
    FoldSettings folding{};                             ///< values need every step: not with `initial`
    RequestObserver* dram_requests = nullptr;           ///< told of them; needs every step and a DRAM
    StepObserver* steps = nullptr;                      ///< told of when they happen; needs every step
    dram::CommandObserver* dram_commands = nullptr;     ///< told of those of a DRAM with row buffers; needs every step
    std::function<void(std::uint64_t steps)> progress;  ///< called now and then; what it throws ends the simulation
    model::RowLayouts row_layouts{};                    ///< of the program's arrays
    model::TensorScales scales{};                       ///< of words of whole numbers, where values move
    const model::ZeroPattern* zeros = nullptr;          ///< of a processor that skips; null: it finds none
};

struct SimulationResult {
    schedule::OperandTally operands;
    RunCounts counts;
    std::uint64_t steps = 0;                    ///< of the run
    std::uint64_t simulated_steps = 0;          ///< those simulated one by one; the others were folded
    std::optional<model::TensorValues> values;  ///< every placed tensor at the end, if values moved
    /// The simulation of an epoch's last step, where that has a smaller batch and somebody has asked for it.
    std::shared_ptr<const SimulationResult> last_batch{};
};

/// Throws what `progress` throws, and OverflowError where a count does not fit 64 bits.
[[nodiscard]] SimulationResult simulate(const SimulationTask& task);

}  // namespace deltasim::sim
