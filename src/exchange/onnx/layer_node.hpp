// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "exchange/onnx/graph.hpp"
#include "exchange/onnx/tail.hpp"

// Recognises nodes that are fully-connected layers, or that add the bias of one.

namespace deltasim::exchange
{

/// A layer without its activation function, and the value to which it is applied.
struct LayerNode {
    TailLayer layer;
    std::string input;
    /// Dimensions of a convolution's input; it is a layer only where the input has one place.
    std::size_t image_rank = 0;
};

/// The layer that a Gemm, a MatMul or a 1 x 1 convolution makes; nothing for other nodes. Throws InputError for one
/// that this simulator cannot represent as a layer.
[[nodiscard]] std::optional<LayerNode> layer_at(const Graph& graph, const onnx::NodeProto& node);

/// A constant that is added, and the value to which it is added.
struct BiasNode {
    Array bias;
    std::string input;
};

/// Reads an Add with a constant; nothing for other nodes.
[[nodiscard]] std::optional<BiasNode> bias_at(const Graph& graph, const onnx::NodeProto& node);

/// True if a constant has one number for each channel, the same for all samples. `places`: the number of dimensions
/// after the channels. The shape may be N, 1 x N and so on; with two such dimensions N x 1 x 1.
[[nodiscard]] bool is_bias(const Array& constant, std::size_t places);

/// Adds a constant to a layer's bias: a single number for all outputs, or one number for each. Throws InputError for a
/// constant of another shape.
void add_bias(const Graph& graph, const onnx::NodeProto& node, const Array& bias, std::size_t places, TailLayer& layer);

}  // namespace deltasim::exchange
