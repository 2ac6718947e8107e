// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model/head.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"

// One training step in plain loops, without a machine. Every schedule must give exactly its results, to the bit.

namespace deltasim::model
{

/// The order in which the products of a row are summed: it depends on the array, and on the tiles along `inputs`.
struct SumOrder {
    /// The number of partial sums of a row. Lane p takes the columns p, p + lanes, ... of the innermost tile in
    /// ascending order; then the partial sums are added to the bias in lane order.
    std::uint64_t lanes = 1;
    /// Columns of a tile, of the tiles inside it, and so on; empty: the whole row is one tile.
    std::vector<std::uint64_t> tiles{};
    /// How many levels of tiles, from the outside, end with a transfer out of the lanes. At the end of such a tile the
    /// partial sums are added to a sum that is carried on. In the end this sum is added to the bias, before the partial
    /// sums of the last tile.
    std::size_t carried = 0;

    friend bool operator==(const SumOrder&, const SumOrder&) = default;
};

/// The order of the sums of a layer's rows, for one sample.
using SumOrders = std::function<SumOrder(std::uint32_t layer, std::uint64_t sample)>;
/// The order in which every row is one tile.
[[nodiscard]] SumOrders rows_of_one_tile(std::uint64_t lanes);

/// Trains `values` (as initial_values() makes them) by one step. It changes weights, biases and optimizer states of the
/// trainable layers.
void reference_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// The same, but keeps in `values` what the step computes on the way: z, a and d of every layer.
void run_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// Only the forward pass: z and a of every layer for all samples.
void run_forward(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values);

/// Only the update, from activations and deltas in `values`.
void update_parameters(const Head& head, const Training& training, TensorValues& values);

// The same functions for rows of one tile.

void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);
void run_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);
void run_forward(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values);

}  // namespace deltasim::model
