// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exchange/onnx/graph.hpp"
#include "model/activation.hpp"

// The fully-connected tail of a network: from its output upwards, as far as nodes are layers, activations, or change
// nothing.

namespace deltasim::exchange
{

struct TailLayer {
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    std::vector<float> weight;  ///< outputs x inputs, row-major
    std::vector<float> bias;    ///< as many as outputs, or none
    model::Activation activation = model::Activation::none;
    float negative_slope = model::leaky_relu_slope;
    std::string node;  ///< how messages call it
};

struct Tail {
    std::vector<TailLayer> layers;    ///< from the features up; at least one
    std::string features;             ///< the value that the head begins with
    std::string begins_after;         ///< the node that makes it, in words; or the network's input
    std::string not_taken;            ///< a node that could have been a part of the head, and why it is none
    std::vector<std::string> passed;  ///< nodes that change nothing, from the output up
};

/// `from`: the node that the head is to begin with, else as many layers as there are. `output`: which of the graph's
/// outputs, needed where it has several. Throws InputError that names the node which cannot be taken.
[[nodiscard]] Tail find_tail(const Graph& graph, const std::optional<std::string>& from,
                             const std::optional<std::string>& output);

}  // namespace deltasim::exchange
