// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// From numbers to the words that a training begins with.

namespace deltasim::model
{

/// Gives every tensor of whole numbers without a scale of its own one that its largest number fits: the least power of
/// two of those that a step in fp32 finds in `values`, which are not rounded yet. Weights and biases may double, and
/// optimizer states grow sixteenfold, before they reach the end of their range. `lanes` as in
/// reference_training_step().
void choose_scales(const Head& head, std::uint64_t lanes, const TensorValues& values, Training& training);

/// Rounds all numbers to words of their tensors, to the nearest; with master weights these keep what weights lose, and
/// weights are what the step before would have made of them.
void store_values(const Head& head, const Training& training, TensorValues& values);

}  // namespace deltasim::model
