// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "exchange/onnx/graph.hpp"
#include "model/activation.hpp"

// Activation functions in a graph: nodes of their own, and the sums and products that exporters write for others.

namespace deltasim::exchange
{

/// f, and the value that it is applied to.
struct FoundActivation {
    model::Activation activation = model::Activation::none;
    std::string input;
    float negative_slope = model::leaky_relu_slope;
};

/// The activation function whose result `node` makes, or nothing where it is none. Throws InputError for one that has a
/// parameter that ours has not.
[[nodiscard]] std::optional<FoundActivation> activation_at(const Graph& graph, const onnx::NodeProto& node);

}  // namespace deltasim::exchange
