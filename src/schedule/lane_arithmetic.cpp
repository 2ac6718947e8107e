// SPDX-License-Identifier: MIT
#include "schedule/lane_arithmetic.hpp"

namespace deltasim::schedule
{

model::Products row_products(const model::Training& training, std::uint32_t layer)
{
    return model::products_of(training, {Tensor::weight, layer}, {Tensor::activation, layer - 1});
}

model::Products chain_products(const model::Training& training, std::uint32_t layer)
{
    return model::products_of(training, {Tensor::weight, layer}, {Tensor::delta, layer});
}

model::Products gradient_products(const model::Training& training, std::uint32_t layer)
{
    return model::products_of(training, {Tensor::delta, layer}, {Tensor::activation, layer - 1});
}

void MultiplyAccumulate::operator()(StepValues& values) const
{
    std::vector<double>& sums = values.registers.sums(0, values.lanes);
    for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
        accumulate(products, sums[lane], values.read[0][lane], values.read[1][lane]);
    }
}

OutputDelta::OutputDelta(const model::Head& head, const model::Training& training)
    : activation(head.layers.back().activation), negative_slope(head.layers.back().negative_slope), loss(training.loss),
      format(model::format_of(training, {Tensor::delta, head.depth()}))
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

float OutputDelta::operator()(float stored, float target, std::uint64_t node) const
{
    const float a = source() == Tensor::preactivation ? model::activate(activation, stored) : stored;
    const float difference = a - target;
    const bool wants_slope = loss == model::Loss::squared_error;
    return format(wants_slope ? difference * derivative(activation, stored, negative_slope) : difference, node);
}

}  // namespace deltasim::schedule
