// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// The values with which a training begins: weights from a file if the head names one, else from the seed.

namespace deltasim::experiment
{

/// Like initial_values(), but with weights and biases from the head's file. Throws InputError if the file lacks what
/// the head needs.
[[nodiscard]] model::TensorValues first_values(const model::Head& head, const model::Training& training);

}  // namespace deltasim::experiment
