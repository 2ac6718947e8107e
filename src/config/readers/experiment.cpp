// SPDX-License-Identifier: MIT
#include "config/readers/experiment.hpp"

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
    if (first_trainable == "last") {
        training.first_trainable = head.depth();
    } else {
        training.first_trainable = static_cast<std::uint32_t>(parse_whole_number(first_trainable).value_or(1));
    }
    return training;
}

}  // namespace deltasim::config
