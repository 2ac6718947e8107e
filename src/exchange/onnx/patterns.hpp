// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "exchange/onnx/graph.hpp"
#include "model/activation.hpp"

// Recognises activation functions in a graph: single nodes, or the sums and products that exporters write instead.

namespace deltasim::exchange
{

/// An activation function, and the value to which it is applied.
struct FoundActivation {
    model::Activation activation = model::Activation::none;
    std::string input;
    float negative_slope = model::leaky_relu_slope;
};

/// The activation function whose result `node` makes; nothing where there is none. Throws InputError for a function
/// with a parameter that this simulator does not support.
[[nodiscard]] std::optional<FoundActivation> activation_at(const Graph& graph, const onnx::NodeProto& node);

}  // namespace deltasim::exchange
