// SPDX-License-Identifier: MIT
#include "schedule/lane_arithmetic.hpp"

namespace deltasim
{

void multiply_accumulate(StepValues& values)
{
    std::vector<float>& sums = values.registers.sums(0, values.lanes);
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        const float product = values.read[0][lane] * values.read[1][lane];
        sums[lane] += product;
    }
}

Tensor slope_source(const Layer& layer)
{
    return derivative_needs_preactivation(layer.activation) ? Tensor::preactivation : Tensor::activation;
}

OutputDelta::OutputDelta(const Head& head, const Training& training)
    : activation(head.layers.back().activation), loss(training.loss)
{
}

Tensor OutputDelta::source() const
{
    const bool needs_z = loss == Loss::squared_error && derivative_needs_preactivation(activation);
    return needs_z ? Tensor::preactivation : Tensor::activation;
}

OperationCounts OutputDelta::operations() const
{
    OperationCounts operations = lane_operations(0, 1, 0);
    if (loss == Loss::squared_error) {
        operations = operations + derivative_operations(activation) + lane_operations(0, 0, 1);
        if (source() == Tensor::preactivation) operations = operations + activation_operations(activation);
    }
    return operations;
}

float OutputDelta::operator()(float stored, float target) const
{
    const float a = source() == Tensor::preactivation ? activate(activation, stored) : stored;
    const float difference = a - target;
    return loss == Loss::squared_error ? difference * derivative(activation, stored) : difference;
}

}  // namespace deltasim
