// SPDX-License-Identifier: MIT
#include "model/stored_values.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "model/reference_step.hpp"
#include "model/value_rules.hpp"

namespace deltasim::model
{

namespace
{

using Largest = std::map<std::pair<Tensor, std::uint32_t>, float>;

void note(Largest& largest, TensorId id, float number)
{
    float& most = largest[{id.tensor, id.layer}];
    if (std::isfinite(number)) most = std::max(most, std::abs(number));
}

void note_all(Largest& largest, const TensorValues& values)
{
    for (const auto& [id, numbers] : values) {
        for (const float number : numbers) note(largest, id, number);
    }
}

/// The factor by which numbers may grow after the first step.
float growth_of(Tensor tensor)
{
    if (tensor == Tensor::weight || tensor == Tensor::bias) return 2.0F;
    return tensor == Tensor::optimizer_state ? 16.0F : 1.0F;
}

float least_scale(float largest, Precision precision)
{
    if (largest == 0.0F) return 1.0F / (largest_code(precision) + 1.0F);
    int exponent = 0;
    const float part = std::frexp(largest / largest_code(precision), &exponent);
    return std::ldexp(1.0F, part == 0.5F ? exponent - 1 : exponent);
}

/// The largest numbers of one step in fp32 with plain gradient descent, by tensor, gradients included.
Largest largest_numbers(const Head& head, std::uint64_t lanes, const TensorValues& values, const Training& training)
{
    Training plain = training;
    plain.precision = TensorPrecisions();
    plain.master_weights = false;
    TensorValues after = values;
    run_training_step(head, plain, lanes, after);
    Largest largest;
    note_all(largest, after);
    // With a rate of 1 and no momentum or decay, weights change by exactly their gradients.
    plain.optimizer = Optimizer::sgd;
    plain.weight_decay = 0.0;
    plain.learning_rate = 1.0;
    TensorValues moved = values;
    reference_training_step(head, plain, lanes, moved);
    for (const auto& [id, numbers] : values) {
        if (id.tensor != Tensor::weight && id.tensor != Tensor::bias) continue;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            note(largest, {Tensor::gradient, id.layer}, moved.at(id)[i] - numbers[i]);
            note(largest, id, numbers[i]);
        }
    }
    return largest;
}

}  // namespace

void choose_scales(const Head& head, std::uint64_t lanes, const TensorValues& values, Training& training)
{
    bool wanted = false;
    for (std::size_t t = 0; t < tensor_count; ++t) {
        wanted = wanted || is_integer(training.precision.of(static_cast<Tensor>(t)));
    }
    if (!wanted) return;
    for (const auto& [key, number] : largest_numbers(head, lanes, values, training)) {
        const Precision precision = training.precision.of(key.first);
        if (!is_integer(precision)) continue;
        training.scales.try_emplace(key, least_scale(number * growth_of(key.first), precision));
    }
}

void store_values(const Head& head, const Training& training, TensorValues& values)
{
    for (std::uint32_t l = training.first_trainable; training.master_weights && l <= head.depth(); ++l) {
        values[{Tensor::master_weight, l}] = values.at({Tensor::weight, l});
    }
    Training before = training;
    before.step -= 1;
    for (auto& [id, numbers] : values) {
        const ValueFormat format = format_of(before, id);
        const bool from_master = training.master_weights && id.tensor == Tensor::weight;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            numbers[i] = from_master ? format(numbers[i], i) : format.nearest(numbers[i]);
        }
    }
}

}  // namespace deltasim::model
