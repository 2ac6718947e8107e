// SPDX-License-Identifier: MIT
#pragma once

#include "model/activation.hpp"
#include "model/head.hpp"
#include "model/training.hpp"

// The delta of an output node, from all that is stored of it.

namespace deltasim::model
{

/// a - t, times f' for squared_error, which takes a and f' from z where f' needs z. Not rounded to a word yet.
[[nodiscard]] inline float output_delta(const Training& training, const Layer& layer, float z, float a, float target)
{
    if (training.loss == Loss::softmax_cross_entropy) return a - target;
    const bool from_z = derivative_needs_preactivation(layer.activation);
    const float difference = (from_z ? activate(layer.activation, z) : a) - target;
    return difference * derivative(layer.activation, from_z ? z : a, layer.negative_slope);
}

}  // namespace deltasim::model
