// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/arrays/array.hpp"
#include "exchange/onnx/graph.hpp"

// Nodes that make constants, and nodes behind which a constant is one still.

namespace deltasim::exchange
{

/// Whether what the node makes of a constant can be worked out here.
[[nodiscard]] bool keeps_constants(const onnx::NodeProto& node);

/// What such a node makes of it. Throws InputError that names the node.
[[nodiscard]] Array changed_by(const Graph& graph, const onnx::NodeProto& node, Array array);

/// The array of a Constant. Throws InputError that names the node where it is in a form that is not read.
[[nodiscard]] Array value_of(const Graph& graph, const onnx::NodeProto& constant);

/// Whether a tensor is of a single element, by its shape.
[[nodiscard]] bool is_single(const onnx::TensorProto& tensor);

/// The same of a Constant; one in a form that is not read may be.
[[nodiscard]] bool may_be_single(const onnx::NodeProto& constant);

/// Whether a Cast goes to a floating-point type that is read.
[[nodiscard]] bool casts_to_floating_point(const onnx::NodeProto& cast);

}  // namespace deltasim::exchange
