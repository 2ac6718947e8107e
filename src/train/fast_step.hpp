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

// The reference step, but fast: the same sums in the same order, many side by side.

namespace deltasim::train
{

class FastStep
{
public:
    /// The head must outlive this.
    explicit FastStep(const model::Head& head);

    /// One training step on `training.batch` samples, as many as `order` has. Their features and targets are in
    /// `values`. Leaves the same values there as run_training_step(), to the bit.
    void train(const model::Training& training, const StepOrder& order, model::TensorValues& values);

    /// Only the forward pass, for any number of samples; all of them in the order of the step's last sample.
    void run_forward(const model::Training& training, const StepOrder& order, model::TensorValues& values);

private:
    void run_layer(const model::Training& training, std::uint32_t l, const std::vector<SamplesInOrder>& order,
                   model::TensorValues& values);
    void find_deltas(const model::Training& training, model::TensorValues& values);
    void update_layer(const model::Training& training, std::uint32_t l, model::TensorValues& values);
    void move(const model::Training& training, std::uint32_t l, model::Parameters parameters, std::uint64_t first,
              model::TensorValues& values);

    const model::Head& head_;
    std::vector<RowOrder> back_;  ///< for the sums of deltas, by layer from the second on: one product after the other
    SumSpace space_;
    std::vector<float> gradients_;  ///< of one row, not yet divided to the mean
};

}  // namespace deltasim::train
