// SPDX-License-Identifier: MIT
#include "config/readers/experiment.hpp"

#include <string>

#include "config/document/number.hpp"

namespace deltasim::config
{

model::Training TrainingConfig::training_for(const model::Head& head) const
{
    model::Training training;
    training.loss = loss.value_or(model::loss_for(head.layers.back().activation));
    training.learning_rate = learning_rate;
    training.seed = seed;
    training.batch = batch;
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
    return training;
}

}  // namespace deltasim::config
