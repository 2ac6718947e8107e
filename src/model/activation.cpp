// SPDX-License-Identifier: MIT
#include "model/activation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

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

constexpr float half_root_2 = 0.70710678F;

/// The normal distribution function. The error function is counted as one exponential.
float normal_share(float z) { return 0.5F * (1.0F + std::erf(z * half_root_2)); }

}  // namespace

bool derivative_needs_preactivation(Activation activation)
{
    return activation == Activation::hard_swish || activation == Activation::gelu || activation == Activation::silu;
}

float activate(Activation activation, float z, float negative_slope)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return z;
    case Activation::relu: return z > 0.0F ? z : 0.0F;
    case Activation::leaky_relu: return z > 0.0F ? z : negative_slope * z;
    case Activation::sigmoid: return 1.0F / (1.0F + std::exp(-z));
    case Activation::tanh: return std::tanh(z);
    case Activation::hard_swish: return z * (std::min(std::max(z + 3.0F, 0.0F), 6.0F) * (1.0F / 6.0F));
    case Activation::gelu: return z * normal_share(z);
    case Activation::silu: return z * (1.0F / (1.0F + std::exp(-z)));
    }
    return z;
}

float derivative(Activation activation, float stored, float negative_slope)
{
    switch (activation) {
    case Activation::none:
    case Activation::softmax: return 1.0F;
    case Activation::relu: return stored > 0.0F ? 1.0F : 0.0F;
    case Activation::leaky_relu: return stored > 0.0F ? 1.0F : negative_slope;
    case Activation::sigmoid: return stored * (1.0F - stored);
    case Activation::tanh: return 1.0F - stored * stored;
    case Activation::hard_swish:
        if (stored <= -3.0F) return 0.0F;
        if (stored >= 3.0F) return 1.0F;
        return stored * (1.0F / 3.0F) + 0.5F;
    case Activation::gelu: {
        const float density = std::exp(stored * stored * -0.5F) * (std::numbers::inv_sqrtpi_v<float> * half_root_2);
        return normal_share(stored) + stored * density;
    }
    case Activation::silu: {
        const float share = 1.0F / (1.0F + std::exp(-stored));
        return share * (1.0F + stored * (1.0F - share));
    }
    }
    return 1.0F;
}

bool stops_at_zero(Activation activation)
{
    return !derivative_needs_preactivation(activation) && activation != Activation::softmax &&
           derivative(activation, 0.0F) == 0.0F;
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
    case Activation::gelu: return operations(1, 3, 0, 1, 0);  // z / root 2, erf, + 1, half, z
    case Activation::silu: return operations(1, 1, 1, 1, 0);
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
    // 1 and 2 of the distribution function, 3 of the density, the product with z, the sum.
    case Activation::gelu: return operations(2, 6, 0, 2, 0);
    case Activation::silu: return operations(3, 2, 1, 1, 0);
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
