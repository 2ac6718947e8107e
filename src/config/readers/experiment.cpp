// SPDX-License-Identifier: MIT
#include "config/readers/experiment.hpp"

#include <string>

#include "config/document/number.hpp"
#include "core/checked.hpp"

namespace deltasim::config
{

model::Training TrainingConfig::training_for(const model::Head& head, bool defers_updates) const
{
    model::Training training;
    training.loss = loss.value_or(model::loss_for(head.layers.back().activation));
    training.learning_rate = learning_rate;
    training.seed = seed;
    training.batch = samples_a_step(defers_updates);
    if (defers_updates) training.pass = batch;
    training.optimizer = optimizer;
    training.momentum = momentum;
    training.beta1 = beta1;
    training.beta2 = beta2;
    training.epsilon = epsilon;
    training.precision = precision;
    training.master_weights = master_weights;
    training.weight_decay = weight_decay;
    training.rounding = rounding;
    for (std::uint32_t l = 0; l <= head.depth(); ++l) {
        for (std::size_t t = 0; t < tensor_count; ++t) {
            const std::string name(tensor_names[t]);
            auto scale = scales.find(name + "[" + std::to_string(l) + "]");
            if (scale == scales.end()) scale = scales.find(name);
            if (scale != scales.end()) training.scales[{static_cast<Tensor>(t), l}] = scale->second;
        }
    }
    if (first_trainable == "none") {
        training.first_trainable = head.depth() + 1;
    } else if (first_trainable == "last") {
        training.first_trainable = head.depth();
    } else {
        training.first_trainable = static_cast<std::uint32_t>(parse_whole_number(first_trainable).value_or(1));
    }
    training.drops_out = training.trains(head);  // without a training step no node is dropped
    return training;
}

std::uint64_t TrainingConfig::samples_a_step(bool defers_updates) const
{
    if (!defers_updates) return batch;
    return step_samples > 0 ? step_samples : checked_multiply(batch, deferred_updates);
}

TrainingConfig TrainingConfig::with_samples_a_step(std::uint64_t count, bool defers_updates) const
{
    TrainingConfig config = *this;
    if (defers_updates) {
        config.step_samples = count;
    } else {
        config.batch = count;
    }
    return config;
}

}  // namespace deltasim::config
