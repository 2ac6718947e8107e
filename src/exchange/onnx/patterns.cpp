// SPDX-License-Identifier: MIT
#include "exchange/onnx/patterns.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace deltasim::exchange
{

namespace
{

using model::Activation;

bool near(float a, double b) { return std::abs(static_cast<double>(a) - b) <= 1e-4 * std::abs(b); }

/// The other input of a node with two inputs, one of which is a constant equal to `number`.
std::optional<std::string> beside(const Graph& graph, const onnx::NodeProto& node, double number)
{
    for (int i = 0; i < 2 && node.input_size() == 2; ++i) {
        const std::optional<float> constant = graph.scalar(node.input(i));
        if (constant && near(*constant, number)) return node.input(1 - i);
    }
    return std::nullopt;
}

const onnx::NodeProto* maker(const Graph& graph, const std::string& value, std::string_view operation)
{
    const onnx::NodeProto* node = graph.producer(value);
    if (node == nullptr || node->op_type() != operation) return nullptr;
    if (Graph::input(*node, 0).empty()) graph.refuse(*node, "is given no input");
    return node;
}

/// The factor that, multiplied by `number` or divided by its inverse, gives `value`.
std::optional<std::string> factor(const Graph& graph, const std::string& value, double number)
{
    if (const auto* product = maker(graph, value, "Mul")) return beside(graph, *product, number);
    const auto* quotient = maker(graph, value, "Div");
    if (quotient == nullptr || quotient->input_size() != 2) return std::nullopt;
    const std::optional<float> divisor = graph.scalar(quotient->input(1));
    return divisor && near(*divisor, 1.0 / number) ? std::optional(quotient->input(0)) : std::nullopt;
}

std::optional<std::string> sum_with(const Graph& graph, const std::string& value, double number)
{
    const auto* sum = maker(graph, value, "Add");
    return sum != nullptr ? beside(graph, *sum, number) : std::nullopt;
}

/// x, where `value` is 1 + erf(x / sqrt 2).
std::optional<std::string> normal_gate(const Graph& graph, const std::string& value)
{
    const auto erf_value = sum_with(graph, value, 1.0);
    const auto* erf = erf_value ? maker(graph, *erf_value, "Erf") : nullptr;
    return erf != nullptr ? factor(graph, Graph::input(*erf, 0), std::sqrt(0.5)) : std::nullopt;
}

/// x, where `value` is min(max(x + 3, 0), 6), by a Clip with attributes or inputs.
std::optional<std::string> clipped_by_three(const Graph& graph, const std::string& value)
{
    const auto* clip = maker(graph, value, "Clip");
    if (clip == nullptr) return std::nullopt;
    const auto bound = [&](int input, const char* name) {
        if (clip->input_size() > input) return graph.scalar(clip->input(input)).value_or(-1.0F);
        return Graph::attribute(*clip, name, -1.0F);
    };
    if (bound(1, "min") != 0.0F || bound(2, "max") != 6.0F) return std::nullopt;
    return sum_with(graph, Graph::input(*clip, 0), 3.0);
}

/// Recognises x * gate(x), in either order.
std::optional<FoundActivation> gated(const Graph& graph, const onnx::NodeProto& product)
{
    if (product.input_size() != 2) return std::nullopt;
    for (int i = 0; i < 2; ++i) {
        const std::string& x = product.input(i);
        const std::string& gate = product.input(1 - i);
        if (const auto* sigmoid = maker(graph, gate, "Sigmoid"); sigmoid != nullptr && Graph::input(*sigmoid, 0) == x) {
            return FoundActivation{Activation::silu, x};
        }
        if (const auto* hard = maker(graph, gate, "HardSigmoid"); hard != nullptr && Graph::input(*hard, 0) == x) {
            const bool ours = near(Graph::attribute(*hard, "alpha", 0.2F), 1.0 / 6) &&
                              near(Graph::attribute(*hard, "beta", 0.5F), 0.5);
            if (ours) return FoundActivation{Activation::hard_swish, x};
        }
        const auto sixth = factor(graph, gate, 1.0 / 6);
        if (sixth && clipped_by_three(graph, *sixth) == x) return FoundActivation{Activation::hard_swish, x};
        // x * (1 + erf), where one of the factors is halved
        const auto halved = factor(graph, x, 0.5);
        if (halved && normal_gate(graph, gate) == *halved) return FoundActivation{Activation::gelu, *halved};
        const auto half_gate = factor(graph, gate, 0.5);
        if (half_gate && normal_gate(graph, *half_gate) == x) return FoundActivation{Activation::gelu, x};
    }
    return std::nullopt;
}

/// Recognises (x * gate(x)) times a number.
std::optional<FoundActivation> scaled(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.output_size() == 0) return std::nullopt;
    if (const auto inner = factor(graph, node.output(0), 0.5)) {
        const auto* product = maker(graph, *inner, "Mul");
        for (int i = 0; product != nullptr && product->input_size() == 2 && i < 2; ++i) {
            if (normal_gate(graph, product->input(1 - i)) == product->input(i)) {
                return FoundActivation{Activation::gelu, product->input(i)};
            }
        }
    }
    if (const auto inner = factor(graph, node.output(0), 1.0 / 6)) {
        const auto* product = maker(graph, *inner, "Mul");
        for (int i = 0; product != nullptr && product->input_size() == 2 && i < 2; ++i) {
            if (clipped_by_three(graph, product->input(1 - i)) == product->input(i)) {
                return FoundActivation{Activation::hard_swish, product->input(i)};
            }
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<FoundActivation> activation_at(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.input_size() == 0) return std::nullopt;
    const std::string& operation = node.op_type();
    constexpr std::array<std::pair<std::string_view, Activation>, 5> plain{{{"Relu", Activation::relu},
                                                                            {"Sigmoid", Activation::sigmoid},
                                                                            {"Tanh", Activation::tanh},
                                                                            {"HardSwish", Activation::hard_swish},
                                                                            {"LogSoftmax", Activation::softmax}}};
    for (const auto& [name, activation] : plain) {
        if (operation == name) return FoundActivation{activation, node.input(0)};
    }
    if (operation == "Softmax") {
        const std::int64_t axis = Graph::attribute(node, "axis", std::int64_t{graph.opset() < 13 ? 1 : -1});
        if (axis != 1 && axis != -1) graph.refuse(node, fmt::format("expected axis 1 or -1, found {}", axis));
        return FoundActivation{Activation::softmax, node.input(0)};
    }
    if (operation == "LeakyRelu") {
        const float alpha = Graph::attribute(node, "alpha", 0.01F);
        if (!(alpha >= 0.0F)) graph.refuse(node, fmt::format("expected a slope alpha of at least 0, found {}", alpha));
        return FoundActivation{Activation::leaky_relu, node.input(0), alpha};
    }
    if (operation == "Gelu") {
        const onnx::AttributeProto* approximate = Graph::attribute(node, "approximate");
        if (approximate != nullptr && approximate->s() == "tanh") {
            graph.refuse(node, "expected GELU by the error function, found its approximation by tanh");
        }
        return FoundActivation{Activation::gelu, node.input(0)};
    }
    if (operation != "Mul" && operation != "Div") return std::nullopt;
    if (operation == "Mul") {
        if (const auto found = gated(graph, node)) return found;
    }
    return scaled(graph, node);
}

}  // namespace deltasim::exchange
