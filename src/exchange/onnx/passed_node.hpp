// SPDX-License-Identifier: MIT
#pragma once

#include <onnx/onnx_pb.h>

// Nodes that a head goes past, since its numbers are the same above and below.

namespace deltasim::exchange
{

/// Whether the elements are what they were, in their order. Dropout does nothing but while training.
[[nodiscard]] bool changes_nothing(const onnx::NodeProto& node);

/// Whether such a node may give them other dimensions.
[[nodiscard]] bool changes_shape(const onnx::NodeProto& node);

}  // namespace deltasim::exchange
