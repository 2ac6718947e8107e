// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// One training step in plain loops, without a machine: what every schedule must end with, to the bit.

namespace deltasim::model
{

/// Trains `values` (as initial_values() makes them) by one step: weights, biases and optimizer states of the trainable
/// layers change. `lanes` is the number of partial sums a row is added in: lane p takes the columns p, p + lanes, ...
/// in ascending order, and the partial sums are added to the bias in lane order.
void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);

/// The same, and what the step works out on the way is left in `values`: z, a and d of every layer.
void run_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);

/// The forward pass alone: z and a of every layer, of all samples.
void run_forward(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);

/// The update alone, from the activations and deltas that are in `values`.
void update_parameters(const Head& head, const Training& training, TensorValues& values);

}  // namespace deltasim::model
