// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exchange/onnx/graph.hpp"
#include "model/activation.hpp"

// Finds the fully-connected tail of a network: from the output upwards, as long as nodes are layers, activation
// functions, or change nothing.

namespace deltasim::exchange
{

struct TailLayer {
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    std::vector<float> weight;  ///< outputs x inputs, row-major
    std::vector<float> bias;    ///< one number for each output, or empty
    model::Activation activation = model::Activation::none;
    float negative_slope = model::leaky_relu_slope;
    std::string node;  ///< name in messages
};

struct Tail {
    std::vector<TailLayer> layers;    ///< layers, starting at the features; at least one
    std::string features;             ///< the value with which the head begins
    std::string begins_after;         ///< a description of the node that makes it, or of the network's input
    std::string not_taken;            ///< the node that ended the search, and why it is no part of the head
    std::vector<std::string> passed;  ///< skipped nodes that change nothing, starting at the output
};

/// `from`: the node with which the head begins; without it the head takes as many layers as it can. `output`: the
/// output of the graph to start at; required where there are several. Throws InputError that names the node which
/// cannot be taken.
[[nodiscard]] Tail find_tail(const Graph& graph, const std::optional<std::string>& from,
                             const std::optional<std::string>& output);

}  // namespace deltasim::exchange
