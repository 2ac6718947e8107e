// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/enum_names.hpp"
#include "core/terms.hpp"

// Activation functions f of a layer, a = f(z), and their derivatives in fp32. Every operation is rounded by itself, so
// that all schedules get the same bits.

namespace deltasim::model
{

enum class Activation : std::uint8_t { none, relu, leaky_relu, sigmoid, tanh, hard_swish, gelu, silu, softmax };

inline constexpr EnumNames<Activation, 9> activation_names{
    {"none", "relu", "leaky_relu", "sigmoid", "tanh", "hard_swish", "gelu", "silu", "softmax"}};

/// Slope of leaky_relu for negative z, unless a layer gives another (YOLOv1's 0.1).
inline constexpr float leaky_relu_slope = 0.1F;

[[nodiscard]] constexpr std::string_view name_of(Activation activation) { return activation_names[activation]; }

/// True if f' can be computed only from z, so that z is stored as tensor `preactivation`.
[[nodiscard]] bool derivative_needs_preactivation(Activation activation);

/// f(z), elementwise. For softmax this is z itself: its normalisation needs the whole row (see softmax()).
/// `negative_slope`: of leaky_relu, at least 0.
[[nodiscard]] float activate(Activation activation, float z, float negative_slope = leaky_relu_slope);

/// f' from `stored`: a = f(z), or z where derivative_needs_preactivation(). Not defined for softmax, whose
/// derivative appears only inside softmax_cross_entropy.
[[nodiscard]] float derivative(Activation activation, float stored, float negative_slope = leaky_relu_slope);

/// True if f' is 0 wherever a = f(z) is 0: a node whose activation is 0 then has a delta of 0.
[[nodiscard]] bool stops_at_zero(Activation activation);

/// The operations of one evaluation of f in a lane. For softmax these are counted per row, see softmax_operations().
[[nodiscard]] OperationCounts activation_operations(Activation activation);

/// The operations of one evaluation of f' in a lane.
[[nodiscard]] OperationCounts derivative_operations(Activation activation);

/// Softmax in place over `count` values: subtract the maximum, exponential, sum ascending, divide.
void softmax(float* values, std::size_t count);

/// The operations of softmax for one output node: a comparison for the maximum, a subtraction, an addition to the sum,
/// an exponential and a division.
[[nodiscard]] OperationCounts softmax_operations();

}  // namespace deltasim::model
