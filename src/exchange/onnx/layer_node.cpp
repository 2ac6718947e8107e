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

/// The constant matrix that is an input of a node, with floating-point elements.
Array matrix(const Graph& graph, const onnx::NodeProto& node, const std::string& value)
{
    std::optional<Array> array = graph.constant(value);
    if (!array) graph.refuse(node, "its weights are no constant of the model");
    // A MatMul of stacked matrices, where the stack has only one.
    while (node.op_type() == "MatMul" && array->shape.size() > 2 && array->shape.front() == 1) {
        array->shape.erase(array->shape.begin());
    }
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

/// Adds the bias that is the node's third input.
void add_own_bias(const Graph& graph, const onnx::NodeProto& node, float factor, TailLayer& layer)
{
    const std::string& value = Graph::input(node, 2);
    if (value.empty() || factor == 0.0F) return;
    const std::optional<Array> bias = graph.constant(value);
    if (!bias) graph.refuse(node, "its bias is no constant of the model");
    add_bias(graph, node, *bias, 0, layer);
    if (factor == 1.0F) return;
    for (float& number : layer.bias) number *= factor;
}

void expect_two_inputs(const Graph& graph, const onnx::NodeProto& node)
{
    if (Graph::input(node, 0).empty() || Graph::input(node, 1).empty()) graph.refuse(node, "expected two inputs");
}

LayerNode gemm(const Graph& graph, const onnx::NodeProto& node)
{
    expect_two_inputs(graph, node);
    if (Graph::attribute(node, "transA", std::int64_t{0}) != 0)
        graph.refuse(node, "takes its data transposed (transA)");
    const bool rows_are_outputs = Graph::attribute(node, "transB", std::int64_t{0}) != 0;
    const Array weights = matrix(graph, node, node.input(1));
    LayerNode found{layer_of(node, rows_are_outputs ? weights : transposed(weights)), node.input(0)};
    const float alpha = Graph::attribute(node, "alpha", 1.0F);
    if (alpha != 1.0F) {
        for (float& weight : found.layer.weight) weight *= alpha;
    }
    add_own_bias(graph, node, Graph::attribute(node, "beta", 1.0F), found.layer);
    return found;
}

LayerNode matrix_product(const Graph& graph, const onnx::NodeProto& node)
{
    expect_two_inputs(graph, node);
    if (graph.is_constant(node.input(0))) graph.refuse(node, "its weights stand on the left of the product");
    return {layer_of(node, transposed(matrix(graph, node, node.input(1)))), node.input(0)};
}

std::optional<LayerNode> convolution(const Graph& graph, const onnx::NodeProto& node)
{
    expect_two_inputs(graph, node);
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
    const std::size_t rank = kernel->shape.size();
    kernel->shape.resize(2);
    LayerNode found{layer_of(node, *kernel), node.input(0), rank};
    add_own_bias(graph, node, 1.0F, found.layer);
    return found;
}

}  // namespace

std::optional<LayerNode> layer_at(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.op_type() == "Gemm") return gemm(graph, node);
    if (node.op_type() == "MatMul") {
        const bool of_data = !graph.is_constant(Graph::input(node, 0)) && !graph.is_constant(Graph::input(node, 1));
        return of_data ? std::nullopt : std::optional(matrix_product(graph, node));
    }
    if (node.op_type() == "Conv") return convolution(graph, node);
    return std::nullopt;
}

std::optional<BiasNode> bias_at(const Graph& graph, const onnx::NodeProto& node)
{
    if (node.op_type() != "Add" || node.input_size() != 2) return std::nullopt;
    for (int i = 0; i < 2; ++i) {
        std::optional<Array> constant = graph.constant(node.input(i));
        if (constant && !is_whole(constant->type)) return BiasNode{std::move(*constant), node.input(1 - i)};
    }
    return std::nullopt;
}

bool is_bias(const Array& constant, std::size_t places)
{
    const std::vector<std::uint64_t>& shape = constant.shape;
    if (shape.size() <= places) return false;
    const std::size_t channels = shape.size() - places - 1;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        if (axis != channels && shape[axis] != 1) return false;
    }
    return true;
}

void add_bias(const Graph& graph, const onnx::NodeProto& node, const Array& bias, std::size_t places, TailLayer& layer)
{
    const bool single = bias.elements() == 1;
    const bool fits = single || (is_bias(bias, places) && bias.elements() == layer.outputs);
    if (!fits || is_whole(bias.type)) {
        graph.refuse(node, fmt::format("expected a bias of {} floating-point numbers, the same for all samples, found "
                                       "{} of {}",
                                       layer.outputs, bias.shape_text(), name_of(bias.type)));
    }
    layer.bias.resize(layer.outputs, 0.0F);
    for (std::size_t j = 0; j < layer.bias.size(); ++j) layer.bias[j] += bias.number(single ? 0 : j);
}

}  // namespace deltasim::exchange
