// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

// Nodes that a head may skip, since they do not change the numbers.

namespace deltasim::exchange
{

/// True if the node keeps all elements and their order. Dropout does so except in training.
[[nodiscard]] bool changes_nothing(const onnx::NodeProto& node);

/// True if such a node may change the dimensions.
[[nodiscard]] bool changes_shape(const onnx::NodeProto& node);

}  // namespace deltasim::exchange
