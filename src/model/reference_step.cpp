// SPDX-License-Identifier: MIT
#include "model/reference_step.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/optimizer_step.hpp"
#include "model/output_delta.hpp"
#include "model/value_rules.hpp"

namespace deltasim::model
{

namespace
{

/// The part of one sample within a tensor that holds all samples.
std::span<float> sample_of(std::vector<float>& words, std::uint64_t sample, std::uint64_t width)
{
    return std::span(words).subspan(sample * width, width);
}

/// Computes z of one row.
float row_sum(std::span<const float> weight, std::span<const float> input, float start, const SumOrder& order,
              const Products& products)
{
    const std::uint64_t columns = input.size();
    const std::uint64_t tile = order.tiles.empty() ? columns : order.tiles.back();
    std::vector<double> lanes(std::min({order.lanes, columns, tile}), 0.0);
    std::optional<double> carried;
    for (std::uint64_t i = 0; i < columns; ++i) {
        std::uint64_t place = i;
        for (std::size_t t = 0; t < order.tiles.size(); ++t) {
            place %= order.tiles[t];
            if (t + 1 != order.carried || place > 0 || i == 0) continue;
            if (!carried) carried = 0.0;
            for (double& lane : lanes) {
                add_partial_sum(products.whole_numbers(), *carried, std::exchange(lane, 0.0));
            }
        }
        products.add(lanes[place % lanes.size()], products(weight[i], input[i]));
    }
    RowEnd row(products, start);
    if (carried) row.add(*carried);
    for (const double lane : lanes) row.add(lane);
    return row.z();
}

/// Computes z and a of one layer and one sample.
void run_rows(const Head& head, const Training& training, std::uint32_t l, std::uint64_t sample, const SumOrder& order,
              TensorValues& values)
{
    const Layer& layer = head.layer(l);
    const TensorId activation{Tensor::activation, l};
    const TensorId preactivation{Tensor::preactivation, l};
    const Products products = products_of(training, {Tensor::weight, l}, {Tensor::activation, l - 1});
    const ValueFormat a_format = format_of(training, activation);
    const ValueFormat z_format = format_of(training, preactivation);
    const NodeActivation f(head, training, l);
    const std::span<float> inputs = sample_of(values.at({Tensor::activation, l - 1}), sample, layer.inputs);
    const std::span<float> z = sample_of(values.at(preactivation), sample, layer.outputs);
    const std::span<float> a = sample_of(values.at(activation), sample, layer.outputs);
    const std::uint64_t first_node = sample * layer.outputs;
    for (std::uint64_t j = 0; j < layer.outputs; ++j) {
        const float start = layer.bias ? values.at({Tensor::bias, l})[j] : 0.0F;
        const std::span<float> weight = sample_of(values.at({Tensor::weight, l}), j, layer.inputs);
        const float sum = row_sum(weight, inputs, start, order, products);
        a[j] = f(sum, first_node + j);
        z[j] = z_format(sum, first_node + j);
    }
    if (layer.activation == Activation::softmax) softmax(a.data(), a.size());
    for (std::uint64_t j = 0; j < layer.outputs; ++j) a[j] = a_format(a[j], first_node + j);
}

/// Computes d of every trainable layer for all samples.
void find_deltas(const Head& head, const Training& training, TensorValues& values)
{
    const std::uint32_t depth = head.depth();
    for (std::uint32_t l = depth; l >= training.first_trainable; --l) {
        const std::vector<float>& a = values.at({Tensor::activation, l});
        const std::vector<float>& z = values.at({Tensor::preactivation, l});
        const ValueFormat format = format_of(training, {Tensor::delta, l});
        std::vector<float>& delta = values[{Tensor::delta, l}];
        delta.resize(a.size());
        for (std::uint64_t node = 0; node < delta.size(); ++node) {
            if (l == depth) {
                const float target = values.at({Tensor::target, depth})[node];
                const float d = output_delta(training, head.layer(l), z[node], a[node], target);
                delta[node] = format(d, node);
                continue;
            }
            const NodeSlope slope(head, training, l);
            const Products products = products_of(training, {Tensor::weight, l + 1}, {Tensor::delta, l + 1});
            const std::uint64_t s = node / head.width(l);
            const std::uint64_t j = node % head.width(l);
            const std::vector<float>& weight = values.at({Tensor::weight, l + 1});
            const std::span<float> above = sample_of(values.at({Tensor::delta, l + 1}), s, head.width(l + 1));
            double sum = 0.0;
            for (std::uint64_t k = 0; k < above.size(); ++k) {
                products.add(sum, products(weight[k * head.width(l) + j], above[k]));
            }
            const float stored = slope.source() == Tensor::preactivation ? z[node] : a[node];
            delta[node] = format(slope(stored, node) * static_cast<float>(sum), node);
        }
    }
}

/// Updates the parameters of one layer. `term(p, s)` is the contribution of sample s to the gradient of parameter p;
/// `products` says how contributions are summed.
template <class Term>
void move_parameters(const Training& training, std::uint32_t l, Parameters parameters, TensorValues& values,
                     const Products& products, const Term& term)
{
    const OptimizerStep optimizer(training, parameters);
    const std::vector<TensorId> states = optimizer_states(training.optimizer, l, parameters);
    const TensorId read{parameters == Parameters::biases ? Tensor::bias : Tensor::weight, l};
    const bool has_master = parameters == Parameters::weights && training.master_weights;
    const TensorId moved = has_master ? TensorId{Tensor::master_weight, l} : read;
    const ValueFormat gradient_format = format_of(training, gradient_of(parameters, l));
    const ValueFormat moved_format = format_of(training, moved);
    const ValueFormat read_format = format_of(training, read);
    std::vector<ValueFormat> state_formats;
    for (const TensorId state : states) state_formats.push_back(format_of(training, state));
    std::vector<float>& words = values.at(moved);
    for (std::uint64_t p = 0; p < words.size(); ++p) {
        double sum = 0.0;
        for (std::uint64_t s = 0; s < training.batch; ++s) {
            if (s == 0) {
                sum = static_cast<double>(term(p, s));
            } else {
                products.add(sum, term(p, s));
            }
        }
        float gradient = static_cast<float>(sum);
        if (training.batch > 1) gradient *= training.sample_share();
        gradient = gradient_format(gradient, p);
        std::array<float, OptimizerStep::most_states> state{};
        for (std::size_t i = 0; i < states.size(); ++i) state[i] = values.at(states[i])[p];
        words[p] = moved_format(optimizer(words[p], gradient, std::span(state).first(states.size())), p);
        for (std::size_t i = 0; i < states.size(); ++i) {
            values.at(states[i])[p] = state_formats[i](state[i], p);
        }
        if (has_master) values.at(read)[p] = read_format(words[p], p);
    }
}

}  // namespace

SumOrders rows_of_one_tile(std::uint64_t lanes)
{
    return [lanes](std::uint32_t, std::uint64_t) { return SumOrder{lanes}; };
}

void run_forward(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values)
{
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        values[{Tensor::preactivation, l}].resize(training.batch * head.width(l));
        values[{Tensor::activation, l}].resize(training.batch * head.width(l));
        for (std::uint64_t s = 0; s < training.batch; ++s) run_rows(head, training, l, s, orders(l, s), values);
    }
}

void update_parameters(const Head& head, const Training& training, TensorValues& values)
{
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const std::uint64_t rows = head.width(l);
        const std::uint64_t columns = head.width(l - 1);
        const std::vector<float>& delta = values.at({Tensor::delta, l});
        const std::vector<float>& inputs = values.at({Tensor::activation, l - 1});
        const Products products = products_of(training, {Tensor::delta, l}, {Tensor::activation, l - 1});
        move_parameters(training, l, Parameters::weights, values, products, [&](std::uint64_t p, std::uint64_t s) {
            return products(delta[s * rows + p / columns], inputs[s * columns + p % columns]);
        });
        if (!head.layer(l).bias) continue;
        move_parameters(training, l, Parameters::biases, values,
                        products_of(training, {Tensor::delta, l}, {Tensor::delta, l}),
                        [&](std::uint64_t p, std::uint64_t s) { return delta[s * rows + p]; });
    }
}

void run_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values)
{
    run_forward(head, training, orders, values);
    find_deltas(head, training, values);
    update_parameters(head, training, values);
}

void reference_training_step(const Head& head, const Training& training, const SumOrders& orders, TensorValues& values)
{
    TensorValues all = values;
    run_training_step(head, training, orders, all);
    for (auto& [id, words] : values) words = std::move(all.at(id));
}

void run_forward(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    run_forward(head, training, rows_of_one_tile(lanes), values);
}

void run_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    run_training_step(head, training, rows_of_one_tile(lanes), values);
}

void reference_training_step(const Head& head, const Training& training, std::uint64_t lanes, TensorValues& values)
{
    reference_training_step(head, training, rows_of_one_tile(lanes), values);
}

}  // namespace deltasim::model
