// SPDX-License-Identifier: MIT
#include "model/tensor_values.hpp"

#include <cmath>
#include <cstddef>
#include <random>

#include "model/optimizer_step.hpp"

namespace deltasim::model
{

namespace
{

/// Uniform numbers with 24 random bits. The distributions of the C++ standard differ between libraries; its engines do
/// not.
class UniformSource
{
public:
    explicit UniformSource(std::uint64_t seed) : engine_(seed) {}

    float in_unit_interval() { return static_cast<float>(engine_() >> 40U) * 0x1p-24F; }
    float within(float bound) { return (2.0F * in_unit_interval() - 1.0F) * bound; }
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

private:
    std::mt19937_64 engine_;
};

/// Appends features and a target to those of earlier samples.
void add_sample(UniformSource& source, const Head& head, Loss loss, TensorValues& values)
{
    std::vector<float>& features = values[{Tensor::activation, 0}];
    for (std::uint64_t i = 0; i < head.features(); ++i) features.push_back(source.in_unit_interval());

    std::vector<float>& target = values[{Tensor::target, head.depth()}];
    if (loss == Loss::softmax_cross_entropy) {
        target.resize(target.size() + head.classes(), 0.0F);
        *(target.end() - static_cast<std::ptrdiff_t>(head.classes() - source.below(head.classes()))) = 1.0F;
    } else {
        for (std::uint64_t j = 0; j < head.classes(); ++j) target.push_back(source.in_unit_interval());
    }
}

}  // namespace

TensorValues initial_values(const Head& head, const Training& training)
{
    UniformSource source(training.seed);
    TensorValues values;
    add_sample(source, head, training.loss, values);
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const float bound = std::sqrt(6.0F / static_cast<float>(head.layer(l).inputs));
        std::vector<float> weight(head.weights(l));
        for (float& w : weight) w = source.within(bound);
        values[{Tensor::weight, l}] = std::move(weight);
        if (!head.layer(l).bias) continue;
        std::vector<float> bias(head.layer(l).outputs);
        for (float& b : bias) b = source.within(0.1F);
        values[{Tensor::bias, l}] = std::move(bias);
    }
    for (std::uint64_t sample = 1; sample < training.batch; ++sample) {
        add_sample(source, head, training.loss, values);
    }

    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        for (const Parameters parameters : {Parameters::weights, Parameters::biases}) {
            const std::size_t size = parameters == Parameters::weights ? head.weights(l) : head.biases(l);
            if (size == 0) continue;
            for (const TensorId state : optimizer_states(training.optimizer, l, parameters)) {
                values[state].assign(size, 0.0F);
            }
        }
    }
    return values;
}

}  // namespace deltasim::model
