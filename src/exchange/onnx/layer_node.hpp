// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
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
    std::size_t image_rank = 0;  ///< dimensions of a convolution's data: it is a layer where that has one place
};

/// The layer that a Gemm, a MatMul or a convolution of 1 x 1 is; nothing for other nodes. Throws InputError for one
/// that is no layer of ours.
[[nodiscard]] std::optional<LayerNode> layer_at(const Graph& graph, const onnx::NodeProto& node);

/// A constant that is added, and what it is added to.
struct BiasNode {
    Array bias;
    std::string input;
};

/// What an Add with a constant is; nothing for other nodes.
[[nodiscard]] std::optional<BiasNode> bias_at(const Graph& graph, const onnx::NodeProto& node);

/// Whether a constant has a number for each channel, the same for all samples, where `places` dimensions come after the
/// channels: N, 1 x N and so on, and N x 1 x 1 where those are two.
[[nodiscard]] bool is_bias(const Array& constant, std::size_t places);

/// Adds a constant to a layer's bias: a single number for all outputs, or one for each. Throws InputError where it is
/// neither.
void add_bias(const Graph& graph, const onnx::NodeProto& node, const Array& bias, std::size_t places, TailLayer& layer);

}  // namespace deltasim::exchange
