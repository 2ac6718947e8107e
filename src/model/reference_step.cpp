// SPDX-License-Identifier: MIT
#include "model/reference_step.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "model/optimizer_step.hpp"

namespace deltasim::model
{

namespace
{

/// One sample's part of a tensor that holds all of them.
std::span<float> sample_of(std::vector<float>& words, std::uint64_t sample, std::uint64_t width)
{
    return std::span(words).subspan(sample * width, width);
}

/// z of one row.
float row_sum(std::span<const float> weight, std::span<const float> input, float bias, std::uint64_t lanes)
{
    const std::uint64_t columns = input.size();
    float z = bias;
    for (std::uint64_t p = 0; p < std::min(lanes, columns); ++p) {
        float partial = 0.0F;
        for (std::uint64_t i = p; i < columns; i += lanes) partial += weight[i] * input[i];
        z += partial;
    }
    return z;
}

/// z and a of every layer, of all samples.
void run_forward(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        const Layer& layer = head.layer(l);
        std::vector<float>& weight = values.at({Tensor::weight, l});
        const std::vector<float>& bias = values.at({Tensor::bias, l});
        std::vector<float>& inputs = values.at({Tensor::activation, l - 1});
        std::vector<float>& all_z = values[{Tensor::preactivation, l}];
        std::vector<float>& all_a = values[{Tensor::activation, l}];
        all_z.resize(training.batch * layer.outputs);
        all_a.resize(training.batch * layer.outputs);
        for (std::uint64_t s = 0; s < training.batch; ++s) {
            const std::span<float> z = sample_of(all_z, s, layer.outputs);
            const std::span<float> a = sample_of(all_a, s, layer.outputs);
            for (std::uint64_t j = 0; j < layer.outputs; ++j) {
                z[j] = row_sum(sample_of(weight, j, layer.inputs), sample_of(inputs, s, layer.inputs), bias[j], lanes);
                a[j] = activate(layer.activation, z[j]);
            }
            if (layer.activation == Activation::softmax) softmax(a.data(), a.size());
        }
    }
}

/// d of every trainable layer, of all samples.
void find_deltas(const Head& head, const Training& training, TensorValues& values)
{
    const std::uint32_t depth = head.depth();
    const std::vector<float>& target = values.at({Tensor::target, depth});
    for (std::uint32_t l = depth; l >= training.first_trainable; --l) {
        const std::vector<float>& a = values.at({Tensor::activation, l});
        const std::vector<float>& z = values.at({Tensor::preactivation, l});
        const Activation f = head.layer(l).activation;
        const auto slope = [&](std::uint64_t node) {
            return derivative(f, derivative_needs_preactivation(f) ? z[node] : a[node]);
        };
        std::vector<float>& delta = values[{Tensor::delta, l}];
        delta.resize(a.size());
        for (std::uint64_t node = 0; node < delta.size(); ++node) {
            if (l == depth) {
                delta[node] = a[node] - target[node];
                if (training.loss == Loss::squared_error) delta[node] *= slope(node);
                continue;
            }
            const std::uint64_t s = node / head.width(l);
            const std::uint64_t j = node % head.width(l);
            const std::vector<float>& weight = values.at({Tensor::weight, l + 1});
            const std::span<float> above = sample_of(values.at({Tensor::delta, l + 1}), s, head.width(l + 1));
            float sum = 0.0F;
            for (std::uint64_t k = 0; k < above.size(); ++k) sum += weight[k * head.width(l) + j] * above[k];
            delta[node] = slope(node) * sum;
        }
    }
}

/// Moves the parameters of one layer; `term(p, s)` is what sample s adds to the gradient of parameter p.
template <class Term>
void move_parameters(const Training& training, std::uint32_t l, Parameters parameters, TensorValues& values,
                     const Term& term)
{
    const OptimizerStep optimizer(training);
    const std::vector<TensorId> states = optimizer_states(training.optimizer, l, parameters);
    std::vector<float>& moved = values.at({parameters == Parameters::weights ? Tensor::weight : Tensor::bias, l});
    for (std::uint64_t p = 0; p < moved.size(); ++p) {
        float gradient = term(p, 0);
        for (std::uint64_t s = 1; s < training.batch; ++s) gradient += term(p, s);
        if (training.batch > 1) gradient *= training.sample_share();
        std::array<float, OptimizerStep::most_states> state{};
        for (std::size_t i = 0; i < states.size(); ++i) state[i] = values.at(states[i])[p];
        moved[p] = optimizer(moved[p], gradient, std::span(state).first(states.size()));
        for (std::size_t i = 0; i < states.size(); ++i) values.at(states[i])[p] = state[i];
    }
}

}  // namespace

void update_parameters(const Head& head, const Training& training, TensorValues& values)
{
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const std::uint64_t rows = head.width(l);
        const std::uint64_t columns = head.width(l - 1);
        const std::vector<float>& delta = values.at({Tensor::delta, l});
        const std::vector<float>& inputs = values.at({Tensor::activation, l - 1});
        move_parameters(training, l, Parameters::weights, values, [&](std::uint64_t p, std::uint64_t s) {
            return delta[s * rows + p / columns] * inputs[s * columns + p % columns];
        });
        move_parameters(training, l, Parameters::biases, values,
                        [&](std::uint64_t p, std::uint64_t s) { return delta[s * rows + p]; });
    }
}

void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    TensorValues all = values;
    run_forward(head, training, lanes, all);
    find_deltas(head, training, all);
    update_parameters(head, training, all);
    for (auto& [id, words] : values) words = std::move(all.at(id));
}

}  // namespace deltasim::model
