// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "model/head.hpp"
#include "model/optimizer_step.hpp"
#include "model/tensor_values.hpp"
#include "model/training.hpp"
#include "train/fast_kernels.hpp"
#include "train/row_order.hpp"

// The reference step, quickly: the same sums in the same order, many side by side.

namespace deltasim::train
{

class FastStep
{
public:
    /// The head outlives this.
    explicit FastStep(const model::Head& head);

    /// One training step on `training.batch` samples, as many as the order has, whose features and targets are in
    /// `values`. Leaves there what run_training_step() leaves there, to the bit.
    void train(const model::Training& training, const StepOrder& order, model::TensorValues& values);

    /// The forward pass alone, of any number of samples: all in the order of the step's last one.
    void run_forward(const model::Training& training, const StepOrder& order, model::TensorValues& values);

private:
    void run_layer(const model::Training& training, std::uint32_t l, const std::vector<SamplesInOrder>& order,
                   model::TensorValues& values);
    void find_deltas(const model::Training& training, model::TensorValues& values);
    void update_layer(const model::Training& training, std::uint32_t l, model::TensorValues& values);
    void move(const model::Training& training, std::uint32_t l, model::Parameters parameters, std::uint64_t first,
              model::TensorValues& values);

    const model::Head& head_;
    std::vector<RowOrder> back_;  ///< of the sums of deltas, by layer from the second one: one after the other
    SumSpace space_;
    std::vector<float> gradients_;  ///< of one row, not yet the mean
};

}  // namespace deltasim::train
