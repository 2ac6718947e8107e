// SPDX-License-Identifier: MIT
#include "model/tensor_values.hpp"

#include <cmath>
#include <random>

namespace deltasim
{

namespace
{

/// Uniform numbers with 24 random bits. The standard's distributions differ between libraries; its engines do not.
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

}  // namespace

TensorValues initial_values(const Head& head, const Training& training)
{
    UniformSource source(training.seed);
    TensorValues values;

    std::vector<float> features(head.features());
    for (float& feature : features) feature = source.in_unit_interval();
    values[{Tensor::activation, 0}] = std::move(features);

    std::vector<float> target(head.classes(), 0.0F);
    if (training.loss == Loss::softmax_cross_entropy) {
        target[source.below(head.classes())] = 1.0F;
    } else {
        for (float& t : target) t = source.in_unit_interval();
    }
    values[{Tensor::target, head.depth()}] = std::move(target);

    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const float bound = std::sqrt(6.0F / static_cast<float>(head.layer(l).inputs));
        std::vector<float> weight(head.weights(l));
        for (float& w : weight) w = source.within(bound);
        std::vector<float> bias(head.layer(l).outputs);
        for (float& b : bias) b = source.within(0.1F);
        values[{Tensor::weight, l}] = std::move(weight);
        values[{Tensor::bias, l}] = std::move(bias);
    }
    return values;
}

}  // namespace deltasim
