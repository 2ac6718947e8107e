// SPDX-License-Identifier: MIT
#include "schedule/step_precision.hpp"

#include <optional>

namespace deltasim::schedule
{

Precision computed_in(const LoopNest& nest, const Step& step, const model::TensorPrecisions& precisions)
{
    std::optional<Precision> widest;
    for (const Operand& operand : step.operands) {
        if (nest.streams[operand.stream].tensor.tensor == Tensor::partial_sum) continue;
        const Precision precision = precisions.of(nest.streams[operand.stream].tensor.tensor);
        widest = widest ? wider(*widest, precision) : precision;
    }
    for (const Tensor tensor : step.summed) {
        widest = widest ? wider(*widest, precisions.of(tensor)) : precisions.of(tensor);
    }
    return widest.value_or(Precision::fp32);
}

}  // namespace deltasim::schedule
