// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "exchange/onnx/graph.hpp"

// Images with a single place, N x C x 1 x 1. Only there a 1 x 1 convolution is a fully-connected layer.

namespace deltasim::exchange
{

/// Checks that `value`, which has `rank` dimensions, has one place in each sample and channel. This is known from a
/// shape that the file declares, or from a node above, such as a global pooling. Returns the value from which it is
/// known: `value` itself or one above it. Returns nothing where there are several places, or an unknown number. Throws
/// InputError.
[[nodiscard]] std::optional<std::string> one_place_since(const Graph& graph, const std::string& value,
                                                         std::size_t rank);

}  // namespace deltasim::exchange
