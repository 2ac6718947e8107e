// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// Turns numbers into the words with which a training begins.

namespace deltasim::model
{

/// Gives a scale to every tensor of whole numbers that has none: the smallest power of two at which the largest number
/// fits. The largest numbers are taken from a step in fp32 on `values`, which are not rounded yet. The scale leaves
/// room for growth: weights and biases may double, optimizer states may grow sixteenfold. `lanes` as in
/// reference_training_step().
void choose_scales(const Head& head, std::uint64_t lanes, const TensorValues& values, Training& training);

/// Rounds all numbers to words of their tensors, to nearest. With master weights, the masters keep the digits that the
/// weights lose, and the weights become what an update would have written.
void store_values(const Head& head, const Training& training, TensorValues& values);

}  // namespace deltasim::model
