// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/terms.hpp"

// Activation functions f of a layer, a = f(z), and their derivatives in fp32. Every operation is rounded on its own,
// so that schedules agree to the bit.

namespace deltasim::model
{

enum class Activation : std::uint8_t { none, relu, leaky_relu, sigmoid, tanh, hard_swish, gelu, silu, softmax };

inline constexpr std::array<std::string_view, 9> activation_names{"none",       "relu", "leaky_relu", "sigmoid", "tanh",
                                                                  "hard_swish", "gelu", "silu",       "softmax"};

/// Slope of leaky_relu for negative z, where a layer does not say another (YOLOv1's 0.1).
inline constexpr float leaky_relu_slope = 0.1F;

[[nodiscard]] constexpr std::string_view name_of(Activation activation)
{
    return activation_names[static_cast<std::size_t>(activation)];
}

/// Whether f' can only be had from z, so that z is stored as tensor `preactivation`.
[[nodiscard]] bool derivative_needs_preactivation(Activation activation);

/// f(z), elementwise. For softmax this is z itself: its normalisation needs the whole row (see softmax()).
/// `negative_slope`: of leaky_relu, at least 0.
[[nodiscard]] float activate(Activation activation, float z, float negative_slope = leaky_relu_slope);

/// f' from `stored`: a = f(z), or z where derivative_needs_preactivation(). Not defined for softmax, whose
/// derivative appears only inside softmax_cross_entropy.
[[nodiscard]] float derivative(Activation activation, float stored, float negative_slope = leaky_relu_slope);

/// Whether f' is 0 where a = f(z) is: a node whose activation is 0 has the delta 0.
[[nodiscard]] bool stops_at_zero(Activation activation);

/// What one evaluation of f costs a lane. Softmax costs its row-wise step, see softmax_operations().
[[nodiscard]] OperationCounts activation_operations(Activation activation);

/// What one evaluation of f' costs a lane.
[[nodiscard]] OperationCounts derivative_operations(Activation activation);

/// Softmax in place over `count` values: subtract the maximum, exponential, sum ascending, divide.
void softmax(float* values, std::size_t count);

/// What softmax costs an output node: a comparison for the maximum, a subtraction and an addition to the sum, an
/// exponential and a division.
[[nodiscard]] OperationCounts softmax_operations();

}  // namespace deltasim::model
