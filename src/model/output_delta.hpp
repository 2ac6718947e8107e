// SPDX-License-Identifier: MIT
#pragma once

#include "model/activation.hpp"
#include "model/head.hpp"
#include "model/training.hpp"

// Computes the delta of an output node from its stored values.

namespace deltasim::model
{

/// a - t; for squared_error times f', and with a and f' computed from z where f' needs z. Not yet rounded to a word.
[[nodiscard]] inline float output_delta(const Training& training, const Layer& layer, float z, float a, float target)
{
    if (training.loss == Loss::softmax_cross_entropy) return a - target;
    const bool from_z = derivative_needs_preactivation(layer.activation);
    const float difference = (from_z ? activate(layer.activation, z) : a) - target;
    return difference * derivative(layer.activation, from_z ? z : a, layer.negative_slope);
}

}  // namespace deltasim::model
