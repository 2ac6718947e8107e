// SPDX-License-Identifier: MIT
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

void multiply_accumulate(StepValues& values)
{
    std::vector<float>& sums = values.registers.sums(0, values.lanes);
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        const float product = values.read[0][lane] * values.read[1][lane];
        sums[lane] += product;
    }
}

Tensor slope_source(const model::Layer& layer)
{
    return model::derivative_needs_preactivation(layer.activation) ? Tensor::preactivation : Tensor::activation;
}

OutputDelta::OutputDelta(const model::Head& head, const model::Training& training)
    : activation(head.layers.back().activation), loss(training.loss)
{
}

Tensor OutputDelta::source() const
{
    const bool needs_z = loss == model::Loss::squared_error && derivative_needs_preactivation(activation);
    return needs_z ? Tensor::preactivation : Tensor::activation;
}

OperationCounts OutputDelta::operations() const
{
    OperationCounts operations = lane_operations(0, 1, 0);
    if (loss == model::Loss::squared_error) {
        operations = operations + model::derivative_operations(activation) + lane_operations(0, 0, 1);
        if (source() == Tensor::preactivation) operations = operations + model::activation_operations(activation);
    }
    return operations;
}

float OutputDelta::operator()(float stored, float target) const
{
    const float a = source() == Tensor::preactivation ? model::activate(activation, stored) : stored;
    const float difference = a - target;
    return loss == model::Loss::squared_error ? difference * derivative(activation, stored) : difference;
}

}  // namespace deltasim::schedule
