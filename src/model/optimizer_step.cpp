// SPDX-License-Identifier: MIT
#include "model/optimizer_step.hpp"

#include <cmath>

namespace deltasim::model
{

namespace
{

/// The share of its final value that a moment reaches after `steps` steps, having begun at 0.
double correction(double beta, std::uint64_t steps)
{
    return steps == 1 ? 1.0 - beta : 1.0 - std::pow(beta, static_cast<double>(steps));
}

}  // namespace

std::vector<TensorId> optimizer_states(Optimizer optimizer, std::uint32_t l, Parameters parameters)
{
    const bool weights = parameters == Parameters::weights;
    const TensorId first{Tensor::optimizer_state, l, weights ? TensorArray::of_weights : TensorArray::of_biases};
    const TensorId second{Tensor::optimizer_state, l,
                          weights ? TensorArray::second_of_weights : TensorArray::second_of_biases};
    switch (optimizer) {
    case Optimizer::sgd: return {};
    case Optimizer::momentum: return {first};
    case Optimizer::adam: return {first, second};
    }
    return {};
}

TensorId gradient_of(Parameters parameters, std::uint32_t l)
{
    const bool weights = parameters == Parameters::weights;
    return {Tensor::gradient, l, weights ? TensorArray::of_weights : TensorArray::of_biases};
}

OptimizerStep::OptimizerStep(const Training& training, Parameters parameters)
    : optimizer_(training.optimizer),
      weight_decay_(parameters == Parameters::weights ? static_cast<float>(training.weight_decay) : 0.0F),
      rate_(static_cast<float>(training.learning_rate)),
      decay_(static_cast<float>(optimizer_ == Optimizer::momentum ? training.momentum : training.beta1)),
      second_decay_(static_cast<float>(training.beta2)), gain_(static_cast<float>(1.0 - training.beta1)),
      second_gain_(static_cast<float>(1.0 - training.beta2)),
      corrected_rate_(static_cast<float>(training.learning_rate / correction(training.beta1, training.step))),
      root_correction_(static_cast<float>(1.0 / std::sqrt(correction(training.beta2, training.step)))),
      epsilon_(static_cast<float>(training.epsilon))
{
}

OperationCounts OptimizerStep::operations() const
{
    OperationCounts operations{};
    switch (optimizer_) {
    case Optimizer::sgd: count_of(operations, Operation::mac) = 1; break;
    case Optimizer::momentum: count_of(operations, Operation::mac) = 2; break;
    case Optimizer::adam:
        count_of(operations, Operation::mac) = 4;       // + (1 - beta1) g, + (1 - beta2) g g, + epsilon, and w
        count_of(operations, Operation::multiply) = 3;  // beta1 m, beta2 v, g g
        count_of(operations, Operation::divide) = 2;    // the square root, and m divided by it
        break;
    }
    if (weight_decay_ != 0.0F) count_of(operations, Operation::mac) += 1;
    return operations;
}

float OptimizerStep::operator()(float parameter, float gradient, std::span<float> state) const
{
    if (weight_decay_ != 0.0F) {
        const float decayed = weight_decay_ * parameter;
        gradient = gradient + decayed;
    }
    switch (optimizer_) {
    case Optimizer::sgd: {
        const float scaled = rate_ * gradient;
        return parameter - scaled;
    }
    case Optimizer::momentum: {
        const float kept = decay_ * state[0];
        state[0] = kept + gradient;
        const float scaled = rate_ * state[0];
        return parameter - scaled;
    }
    case Optimizer::adam: {
        const float kept = decay_ * state[0];
        const float gained = gain_ * gradient;
        state[0] = kept + gained;
        const float second_kept = second_decay_ * state[1];
        const float square = gradient * gradient;
        const float second_gained = second_gain_ * square;
        state[1] = second_kept + second_gained;
        const float root = std::sqrt(state[1]);
        const float corrected = root * root_correction_;
        const float quotient = state[0] / (corrected + epsilon_);
        const float scaled = corrected_rate_ * quotient;
        return parameter - scaled;
    }
    }
    return parameter;
}

}  // namespace deltasim::model
