// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "exchange/onnx/graph.hpp"

// Images of a single place, N x C x 1 x 1: a convolution of 1 x 1 is a fully-connected layer there and nowhere else.

namespace deltasim::exchange
{

/// Whether `value`, which has `rank` dimensions, has one place in each sample and channel: because the file says its
/// shape, or by the nodes above it, as a global pooling. Then the value by which that is known, `value` itself or one
/// above it; nothing where it has several places or as many as nobody says. Throws InputError.
[[nodiscard]] std::optional<std::string> one_place_since(const Graph& graph, const std::string& value,
                                                         std::size_t rank);

}  // namespace deltasim::exchange
