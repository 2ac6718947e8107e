// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// What a training begins with: the weights of a file where the head names one, else those of the seed.

namespace deltasim::experiment
{

/// As initial_values() makes them, weights and biases from the head's file. Throws InputError where the file has not
/// what the head needs.
[[nodiscard]] model::TensorValues first_values(const model::Head& head, const model::Training& training);

}  // namespace deltasim::experiment
