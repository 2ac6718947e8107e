// SPDX-License-Identifier: MIT
#include "exchange/onnx/layer_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exchange/onnx/model_file.hpp"

namespace deltasim::exchange
{

namespace
{

/// The constant matrix of a node's input, of floating-point elements.
Array matrix(const Graph& graph, const onnx::NodeProto& node, const std::string& value)
{
    std::optional<Array> array = graph.constant(value);
    if (!array) graph.refuse(node, "its weights are no constant of the model");
    if (is_whole(array->type)) {
        graph.refuse(node, fmt::format("expected weights of floating-point numbers, found {}", name_of(array->type)));
    }
    if (array->shape.size() != 2 || array->elements() == 0) {
        graph.refuse(node, fmt::format("expected a matrix of weights, found {}", array->shape_text()));
    }
    return std::move(*array);
}

TailLayer layer_of(const onnx::NodeProto& node, const Array& outputs_by_inputs)
{
    TailLayer layer;
    layer.outputs = outputs_by_inputs.shape[0];
    layer.inputs = outputs_by_inputs.shape[1];
    layer.weight = outputs_by_inputs.numbers();
    layer.node = text_of(node);
    return layer;
}

std::vector<float> bias_of(const Graph& graph, const onnx::NodeProto& node, int input, float factor)
{
    if (node.input_size() <= input || node.input(input).empty() || factor == 0.0F) return {};
    const std::optional<Array> array = graph.constant(node.input(input));
    if (!array) graph.refuse(node, "its bias is no constant of the model");
    std::vector<float> bias = array->numbers();
    for (float& number : bias) number *= factor;
    return bias;
}

LayerNode gemm(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.input_size() < 2) graph.refuse(node, "expected two inputs");
    if (Graph::attribute(node, "transA", std::int64_t{0}) != 0)
        graph.refuse(node, "takes its data transposed (transA)");
    const bool rows_are_outputs = Graph::attribute(node, "transB", std::int64_t{0}) != 0;
    const Array weights = matrix(graph, node, node.input(1));
    LayerNode found{layer_of(node, rows_are_outputs ? weights : transposed(weights)), node.input(0)};
    const float alpha = Graph::attribute(node, "alpha", 1.0F);
    if (alpha != 1.0F) {
        for (float& weight : found.layer.weight) weight *= alpha;
    }
    add_bias(graph, node, bias_of(graph, node, 2, Graph::attribute(node, "beta", 1.0F)), found.layer);
    return found;
}

LayerNode matrix_product(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.input_size() != 2) graph.refuse(node, "expected two inputs");
    if (graph.is_constant(node.input(0))) graph.refuse(node, "its weights stand on the left of the product");
    return {layer_of(node, transposed(matrix(graph, node, node.input(1)))), node.input(0)};
}

std::optional<LayerNode> convolution(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.input_size() < 2) graph.refuse(node, "expected two inputs");
    std::optional<Array> kernel = graph.constant(node.input(1));
    const bool single =
        kernel && kernel->shape.size() > 2 &&
        std::all_of(kernel->shape.begin() + 2, kernel->shape.end(), [](auto size) { return size == 1; });
    const std::vector<std::int64_t> pads = Graph::numbers(node, "pads");
    const bool padded = std::any_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad != 0; });
    if (!single || padded || is_whole(kernel->type) || kernel->elements() == 0 ||
        Graph::attribute(node, "group", std::int64_t{1}) != 1) {
        return std::nullopt;
    }
    kernel->shape.resize(2);
    LayerNode found{layer_of(node, *kernel), node.input(0), true};
    add_bias(graph, node, bias_of(graph, node, 2, 1.0F), found.layer);
    return found;
}

}  // namespace

std::optional<LayerNode> layer_at(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.op_type() == "Gemm") return gemm(graph, node);
    if (node.op_type() == "MatMul") {
        const bool of_data =
            node.input_size() == 2 && !graph.is_constant(node.input(0)) && !graph.is_constant(node.input(1));
        return of_data ? std::nullopt : std::optional(matrix_product(graph, node));
    }
    if (node.op_type() == "Conv") return convolution(graph, node);
    return std::nullopt;
}

std::optional<BiasNode> bias_at(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.op_type() != "Add" || node.input_size() != 2) return std::nullopt;
    for (int i = 0; i < 2; ++i) {
        const std::optional<Array> constant = graph.constant(node.input(i));
        if (constant && !is_whole(constant->type)) return BiasNode{constant->numbers(), node.input(1 - i)};
    }
    return std::nullopt;
}

void add_bias(const Graph& graph, const onnx::NodeProto& node, const std::vector<float>& bias, TailLayer& layer)
{
    if (bias.empty()) return;
    if (bias.size() != 1 && bias.size() != layer.outputs) {
        graph.refuse(node, fmt::format("expected a bias of {} numbers, found {}", layer.outputs, bias.size()));
    }
    layer.bias.resize(layer.outputs, 0.0F);
    for (std::size_t j = 0; j < layer.bias.size(); ++j) layer.bias[j] += bias[bias.size() == 1 ? 0 : j];
}

}  // namespace deltasim::exchange
