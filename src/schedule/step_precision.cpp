// SPDX-License-Identifier: MIT
#include "schedule/step_precision.hpp"

#include <optional>

namespace deltasim::schedule
{

Precision computed_in(const LoopNest& nest, const Step& step, const model::TensorPrecisions& precisions)
{
    std::optional<Precision> widest;
    for (const Operand& operand : step.operands) {
        const Precision precision = precisions.of(nest.streams[operand.stream].tensor.tensor);
        widest = widest ? wider(*widest, precision) : precision;
    }
    return widest.value_or(Precision::fp32);
}

}  // namespace deltasim::schedule
