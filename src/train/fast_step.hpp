// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "model/head.hpp"
#include "model/optimizer_step.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "train/fast_kernels.hpp"

// The reference step, quickly: the same sums in the same order, many side by side.

namespace deltasim::train
{

class FastStep
{
public:
    /// `lanes` as in reference_training_step(). The head outlives this.
    FastStep(const model::Head& head, std::uint64_t lanes) : head_(head), lanes_(lanes) {}

    /// One training step on `training.batch` samples, whose features and targets are in `values`. Leaves there what
    /// run_training_step() leaves there, to the bit.
    void train(const model::Training& training, model::TensorValues& values);

    /// The forward pass alone.
    void run_forward(const model::Training& training, model::TensorValues& values);

private:
    void find_deltas(const model::Training& training, model::TensorValues& values);
    void update_layer(const model::Training& training, std::uint32_t l, model::TensorValues& values);
    void move(const model::Training& training, std::uint32_t l, model::Parameters parameters, std::uint64_t first,
              model::TensorValues& values);

    const model::Head& head_;
    std::uint64_t lanes_;
    SumSpace space_;
    std::vector<float> gradients_;  ///< of one row, not yet the mean
};

}  // namespace deltasim::train
