// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// One training step in plain loops, without a machine: what every schedule must end with, to the bit.

namespace deltasim::model
{

/// In which order the products of a row are added up: a property of the array, and of the tiles of `inputs`.
struct SumOrder {
    /// How many partial sums a row is added in: lane p takes the columns p, p + lanes, ... of the innermost tile in
    /// ascending order, and the partial sums are added to the bias in lane order.
    std::uint64_t lanes = 1;
    /// Columns of a tile, of the tiles in it, and so on; none: the row is one tile.
    std::vector<std::uint64_t> tiles{};
    /// How many of them lie outside of what the lanes add up by themselves: at the end of such a tile the partial sums
    /// are added to one that is carried on, and this to the bias in the end, before those of the last tile.
    std::size_t carried = 0;

    friend bool operator==(const SumOrder&, const SumOrder&) = default;
};

/// The order of a layer's rows, for a sample.
using SumOrders = std::function<SumOrder(std::uint32_t layer, std::uint64_t sample)>;
/// Every row one tile.
[[nodiscard]] SumOrders rows_of_one_tile(std::uint64_t lanes);

/// Trains `values` (as initial_values() makes them) by one step: weights, biases and optimizer states of the trainable
/// layers change.
void reference_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// The same, and what the step works out on the way is left in `values`: z, a and d of every layer.
void run_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// The forward pass alone: z and a of every layer, of all samples.
void run_forward(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// The update alone, from the activations and deltas that are in `values`.
void update_parameters(const Head& head, const Training& training, TensorValues& values);

// The same where every row is one tile.

void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);
void run_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);
void run_forward(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);

}  // namespace deltasim::model
