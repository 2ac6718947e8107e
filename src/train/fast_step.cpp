// SPDX-License-Identifier: MIT
#include "train/fast_step.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "model/optimizer_step.hpp"
#include "model/output_delta.hpp"
#include "model/value_rules.hpp"
#include "train/fast_kernels.hpp"

namespace deltasim::train
{

namespace
{

bool is_exact(const model::ValueFormat& format) { return format.precision == Precision::fp32; }

}  // namespace

FastStep::FastStep(const model::Head& head) : head_(head)
{
    for (std::uint32_t l = 2; l <= head.depth(); ++l) back_.push_back(row_order({}, head.width(l)));
}

void FastStep::run_layer(const model::Training& training, std::uint32_t l, const std::vector<SamplesInOrder>& order,
                         model::TensorValues& values)
{
    const model::Layer& layer = head_.layer(l);
    std::vector<float>& z = values[{Tensor::preactivation, l}];
    std::vector<float>& a = values[{Tensor::activation, l}];
    z.resize(training.batch * layer.outputs);
    a.resize(z.size());
    const model::Products products = model::products_of(training, {Tensor::weight, l}, {Tensor::activation, l - 1});
    const float* const inputs = values.at({Tensor::activation, l - 1}).data();
    std::uint64_t first = 0;
    for (const SamplesInOrder& part : order) {
        sum_rows(products,
                 {inputs + first * layer.inputs, part.samples, values.at({Tensor::weight, l}).data(), layer.outputs,
                  true, part.rows, layer.bias ? values.at({Tensor::bias, l}).data() : nullptr,
                  z.data() + first * layer.outputs},
                 space_);
        first += part.samples;
    }
    const model::NodeActivation f(head_, training, l);
    const model::ValueFormat a_format = format_of(training, {Tensor::activation, l});
    const model::ValueFormat z_format = format_of(training, {Tensor::preactivation, l});
    for (std::uint64_t node = 0; node < z.size(); ++node) a[node] = f(z[node], node);
    if (layer.activation == model::Activation::softmax) {
        for (std::uint64_t s = 0; s < training.batch; ++s) {
            model::softmax(a.data() + s * layer.outputs, layer.outputs);
        }
    }
    if (!is_exact(a_format)) {
        for (std::uint64_t node = 0; node < a.size(); ++node) a[node] = a_format(a[node], node);
    }
    if (!is_exact(z_format)) {
        for (std::uint64_t node = 0; node < z.size(); ++node) z[node] = z_format(z[node], node);
    }
}

void FastStep::run_forward(const model::Training& training, const StepOrder& order, model::TensorValues& values)
{
    for (std::uint32_t l = 1; l <= head_.depth(); ++l) {
        run_layer(training, l, {{training.batch, order[l - 1].back().rows}}, values);
    }
}

void FastStep::find_deltas(const model::Training& training, model::TensorValues& values)
{
    for (std::uint32_t l = head_.depth(); l >= training.first_trainable; --l) {
        const std::vector<float>& a = values.at({Tensor::activation, l});
        const std::vector<float>& z = values.at({Tensor::preactivation, l});
        const model::ValueFormat format = format_of(training, {Tensor::delta, l});
        std::vector<float>& delta = values[{Tensor::delta, l}];
        delta.resize(a.size());
        if (l == head_.depth()) {
            const std::vector<float>& target = values.at({Tensor::target, l});
            for (std::uint64_t node = 0; node < delta.size(); ++node) {
                delta[node] =
                    format(model::output_delta(training, head_.layer(l), z[node], a[node], target[node]), node);
            }
            continue;
        }
        const std::vector<float>& above = values.at({Tensor::delta, l + 1});
        sum_rows(model::products_of(training, {Tensor::weight, l + 1}, {Tensor::delta, l + 1}),
                 {above.data(), training.batch, values.at({Tensor::weight, l + 1}).data(), head_.width(l), false,
                  back_[l - 1], nullptr, delta.data()},
                 space_);
        const model::NodeSlope slope(head_, training, l);
        const std::vector<float>& stored = slope.source() == Tensor::preactivation ? z : a;
        for (std::uint64_t node = 0; node < delta.size(); ++node) {
            delta[node] = format(slope(stored[node], node) * delta[node], node);
        }
    }
}

/// Moves the parameters from `first` on. Their gradients, which are not yet divided to the mean, have been computed.
void FastStep::move(const model::Training& training, std::uint32_t l, model::Parameters parameters, std::uint64_t first,
                    model::TensorValues& values)
{
    const bool has_master = parameters == model::Parameters::weights && training.master_weights;
    const TensorId read{parameters == model::Parameters::biases ? Tensor::bias : Tensor::weight, l};
    const TensorId moved = has_master ? TensorId{Tensor::master_weight, l} : read;
    const model::ValueFormat gradient_format = format_of(training, gradient_of(parameters, l));
    const model::ValueFormat moved_format = format_of(training, moved);
    float* const words = values.at(moved).data() + first;
    const float share = training.batch > 1 ? training.sample_share() : 1.0F;
    if (training.optimizer == model::Optimizer::sgd && is_exact(gradient_format) && is_exact(moved_format)) {
        const bool decays = parameters == model::Parameters::weights;
        descend(words, gradients_.data(), gradients_.size(), share, static_cast<float>(training.learning_rate),
                decays ? static_cast<float>(training.weight_decay) : 0.0F);
    } else {
        const model::OptimizerStep optimizer(training, parameters);
        const std::vector<TensorId> states = optimizer_states(training.optimizer, l, parameters);
        std::array<float*, model::OptimizerStep::most_states> state_words{};
        std::array<model::ValueFormat, model::OptimizerStep::most_states> state_formats;
        for (std::size_t i = 0; i < states.size(); ++i) {
            state_words[i] = values.at(states[i]).data() + first;
            state_formats[i] = format_of(training, states[i]);
        }
        for (std::size_t p = 0; p < gradients_.size(); ++p) {
            const float gradient = gradient_format(gradients_[p] * share, first + p);
            std::array<float, model::OptimizerStep::most_states> state{};
            for (std::size_t i = 0; i < states.size(); ++i) state[i] = state_words[i][p];
            words[p] = moved_format(optimizer(words[p], gradient, std::span(state).first(states.size())), first + p);
            for (std::size_t i = 0; i < states.size(); ++i) state_words[i][p] = state_formats[i](state[i], first + p);
        }
    }
    if (!has_master) return;
    const model::ValueFormat read_format = format_of(training, read);
    float* const weights = values.at(read).data() + first;
    for (std::size_t p = 0; p < gradients_.size(); ++p) weights[p] = read_format(words[p], first + p);
}

void FastStep::update_layer(const model::Training& training, std::uint32_t l, model::TensorValues& values)
{
    const std::uint64_t rows = head_.width(l);
    const std::uint64_t columns = head_.width(l - 1);
    const std::vector<float>& deltas = values.at({Tensor::delta, l});
    const model::Products products = model::products_of(training, {Tensor::delta, l}, {Tensor::activation, l - 1});
    gradients_.resize(columns);
    for (std::uint64_t j = 0; j < rows; ++j) {
        sum_gradients(products, {deltas.data() + j, rows, values.at({Tensor::activation, l - 1}).data(), training.batch,
                                 columns, gradients_.data()});
        move(training, l, model::Parameters::weights, j * columns, values);
    }
    if (!head_.layer(l).bias) return;
    const model::Products sums = model::products_of(training, {Tensor::delta, l}, {Tensor::delta, l});
    gradients_.resize(rows);
    for (std::uint64_t j = 0; j < rows; ++j) {
        double sum = static_cast<double>(deltas[j]);
        for (std::uint64_t s = 1; s < training.batch; ++s) sums.add(sum, deltas[s * rows + j]);
        gradients_[j] = static_cast<float>(sum);
    }
    move(training, l, model::Parameters::biases, 0, values);
}

void FastStep::train(const model::Training& training, const StepOrder& order, model::TensorValues& values)
{
    for (std::uint32_t l = 1; l <= head_.depth(); ++l) run_layer(training, l, order[l - 1], values);
    find_deltas(training, values);
    for (std::uint32_t l = training.first_trainable; l <= head_.depth(); ++l) update_layer(training, l, values);
}

}  // namespace deltasim::train
