// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/arrays/array.hpp"
#include "exchange/onnx/graph.hpp"

// Nodes that make constants, and nodes whose result is constant if their input is.

namespace deltasim::exchange
{

/// True if the result of this node on a constant can be computed here.
[[nodiscard]] bool keeps_constants(const onnx::NodeProto& node);

/// Computes the result of such a node on `array`. Throws InputError that names the node.
[[nodiscard]] Array changed_by(const Graph& graph, const onnx::NodeProto& node, Array array);

/// The array of a Constant. Throws InputError that names the node where the Constant has a form that is not supported.
[[nodiscard]] Array value_of(const Graph& graph, const onnx::NodeProto& constant);

/// True if a tensor has a single element, judged by its shape.
[[nodiscard]] bool is_single(const onnx::TensorProto& tensor);

/// The same for a Constant; also true for one in a form that is not supported.
[[nodiscard]] bool may_be_single(const onnx::NodeProto& constant);

/// True if a Cast converts to a supported floating-point type.
[[nodiscard]] bool casts_to_floating_point(const onnx::NodeProto& cast);

}  // namespace deltasim::exchange
