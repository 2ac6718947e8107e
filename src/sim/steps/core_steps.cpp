// SPDX-License-Identifier: MIT
#include "schedule/step_precision.hpp"
#include "sim/steps/step_issuer.hpp"

// The part of StepIssuer for processors whose lanes' work is done by cores with instructions.

namespace deltasim::sim
{

/// Of the instructions that load and store the step's words, and of its operations.
StepTiming StepIssuer::core_timing(const schedule::Step& step, const BoundStep& bound) const
{
    machine::StepInstructions instructions;
    instructions.lanes = step.lanes;
    instructions.row_end = step.unit == schedule::StepUnit::row_end;
    instructions.precision = schedule::computed_in(*nest_.nest, step, *setup_.precisions);
    instructions.operations = step.operations;
    Ticks waits{0};
    for (std::size_t o = bound.reads; o < bound.end; ++o) {
        const BoundOperand& operand = nest_.operands[o];
        const std::uint64_t times = operand.accesses_by_cores();
        if (o >= bound.writes) {
            instructions.stores += times;
            continue;
        }
        const Precision precision = setup_.precisions->of(operand.kind.tensor);
        instructions.loads += times;
        instructions.unpack += times * setup_.array->instructions()->widths[static_cast<std::size_t>(precision)].unpack;
        waits = waits + Ticks(setup_.memories[operand.memory_index].waits.value() * static_cast<std::int64_t>(times));
    }
    return setup_.array->timing(instructions, step.needs_result, waits);
}

}  // namespace deltasim::sim
