// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exchange/onnx/graph.hpp"
#include "exchange/onnx/tail.hpp"

// Nodes that are fully-connected layers, or the bias of one.

namespace deltasim::exchange
{

/// A layer without its activation, and the value that it is applied to.
struct LayerNode {
    TailLayer layer;
    std::string input;
    bool needs_one_pixel = false;  ///< a convolution, which is a layer where it sees a single place
};

/// The layer that a Gemm, a MatMul or a convolution of 1 x 1 is; nothing for other nodes. Throws InputError for one
/// that is no layer of ours.
[[nodiscard]] std::optional<LayerNode> layer_at(const Graph& graph, const onnx::NodeProto& node);

/// A constant that is added, and what it is added to.
struct BiasNode {
    std::vector<float> bias;
    std::string input;
};

/// What an Add with a constant is; nothing for other nodes.
[[nodiscard]] std::optional<BiasNode> bias_at(const Graph& graph, const onnx::NodeProto& node);

/// Adds a constant to a layer's bias: a number for all outputs or one for each. Throws InputError.
void add_bias(const Graph& graph, const onnx::NodeProto& node, const std::vector<float>& bias, TailLayer& layer);

}  // namespace deltasim::exchange
