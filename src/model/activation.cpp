// SPDX-License-Identifier: MIT
#include "model/activation.hpp"

#include <algorithm>
#include <cmath>

namespace deltasim::model
{

namespace
{

/// {mac, add, multiply, divide, exponential, compare}
OperationCounts operations(std::uint64_t add, std::uint64_t multiply, std::uint64_t divide, std::uint64_t exponential,
                           std::uint64_t compare)
{
    return {0, add, multiply, divide, exponential, compare};
}

}  // namespace

bool derivative_needs_preactivation(Activation activation) { return activation == Activation::hard_swish; }

float activate(Activation activation, float z)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return z;
    case Activation::relu: return z > 0.0F ? z : 0.0F;
    case Activation::leaky_relu: return z > 0.0F ? z : leaky_relu_slope * z;
    case Activation::sigmoid: return 1.0F / (1.0F + std::exp(-z));
    case Activation::tanh: return std::tanh(z);
    case Activation::hard_swish: return z * (std::min(std::max(z + 3.0F, 0.0F), 6.0F) * (1.0F / 6.0F));
    }
    return z;
}

float derivative(Activation activation, float stored)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return 1.0F;
    case Activation::relu: return stored > 0.0F ? 1.0F : 0.0F;
    case Activation::leaky_relu: return stored > 0.0F ? 1.0F : leaky_relu_slope;
    case Activation::sigmoid: return stored * (1.0F - stored);
    case Activation::tanh: return 1.0F - stored * stored;
    case Activation::hard_swish:
        if (stored <= -3.0F) return 0.0F;
        if (stored >= 3.0F) return 1.0F;
        return stored * (1.0F / 3.0F) + 0.5F;
    }
    return 1.0F;
}

OperationCounts activation_operations(Activation activation)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return {};
    case Activation::relu: return operations(0, 0, 0, 0, 1);
    case Activation::leaky_relu: return operations(0, 1, 0, 0, 1);
    case Activation::sigmoid: return operations(1, 0, 1, 1, 0);
    case Activation::tanh: return operations(2, 0, 1, 1, 0);  // (e^2z - 1) / (e^2z + 1)
    case Activation::hard_swish: return operations(1, 2, 0, 0, 2);
    }
    return {};
}

OperationCounts derivative_operations(Activation activation)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return {};
    case Activation::relu:
    case Activation::leaky_relu: return operations(0, 0, 0, 0, 1);
    case Activation::sigmoid:
    case Activation::tanh: return operations(1, 1, 0, 0, 0);
    case Activation::hard_swish: return operations(1, 1, 0, 0, 2);
    }
    return {};
}

void softmax(float* values, std::size_t count)
{
    const float maximum = *std::max_element(values, values + count);
    float sum = 0.0F;
    for (std::size_t j = 0; j < count; ++j) {
        values[j] = std::exp(values[j] - maximum);
        sum += values[j];
    }
    for (std::size_t j = 0; j < count; ++j) values[j] /= sum;
}

OperationCounts softmax_operations() { return operations(2, 0, 1, 1, 1); }

}  // namespace deltasim::model
