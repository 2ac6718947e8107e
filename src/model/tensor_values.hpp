// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <vector>

#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"

// The fp32 contents of tensors, and the contents with which a training step begins.

namespace deltasim::model
{

/// Row-major contents by tensor.
using TensorValues = std::map<TensorId, std::vector<float>>;

/// Features, targets, weights and biases from `training.seed`, the same on every platform. Features are uniform in [0,
/// 1). Targets are one-hot for softmax_cross_entropy and uniform in [0, 1) for squared_error. Weights are uniform in
/// +-sqrt(6 / inputs) (He et al., ICCV 2015), biases uniform in +-0.1. Samples follow one another in their tensors; the
/// first sample and the parameters do not depend on the batch. Optimizer states are zero.
[[nodiscard]] TensorValues initial_values(const Head& head, const Training& training);

}  // namespace deltasim::model
