// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/terms.hpp"
#include "model/activation.hpp"

// The fully-connected head of a network: layers 1..L behind a frozen backbone, which supplies the features.

namespace deltasim::model
{

/// One fully-connected layer: z = W a + b, a = f(z). W has outputs x inputs words, row-major.
struct Layer {
    std::uint64_t inputs = 0;   ///< N[l-1], columns i
    std::uint64_t outputs = 0;  ///< N[l], rows j
    Activation activation = Activation::none;
    bool bias = true;      ///< true: the layer has biases b; false: z = W a
    double dropout = 0.0;  ///< the share of its nodes that a training step drops, below 1; 0 in the last layer
    float negative_slope = leaky_relu_slope;  ///< for leaky_relu: f(z) / z for negative z; at least 0

    friend bool operator==(const Layer&, const Layer&) = default;
};

/// A file with a head's weights and biases.
struct WeightsFile {
    std::string path;
    std::map<std::string, std::string> arrays{};  ///< our names, such as `weight[1]`, to names in the file

    friend bool operator==(const WeightsFile&, const WeightsFile&) = default;
};

struct Head {
    std::string name;
    std::vector<Layer> layers;  ///< layers[0] is layer 1; at least one; inputs equal the outputs of the layer before
    std::map<std::string, std::string> assumed{};  ///< key path of an assumed figure of the model -> reason

    /// Weights at the start of training; nothing: weights come from the seed.
    std::optional<WeightsFile> weights_file{};

    [[nodiscard]] std::uint32_t depth() const { return static_cast<std::uint32_t>(layers.size()); }
    /// Layer l, 1-based.
    [[nodiscard]] const Layer& layer(std::uint32_t l) const { return layers[l - 1]; }
    [[nodiscard]] std::uint64_t features() const { return layers.front().inputs; }
    [[nodiscard]] std::uint64_t classes() const { return layers.back().outputs; }
    /// N[l], l = 0..L.
    [[nodiscard]] std::uint64_t width(std::uint32_t l) const { return l == 0 ? features() : layer(l).outputs; }
    /// Number of weights of layer l. Throws OverflowError.
    [[nodiscard]] std::uint64_t weights(std::uint32_t l) const;
    /// Number of biases of layer l: 0 where it has no b.
    [[nodiscard]] std::uint64_t biases(std::uint32_t l) const { return layer(l).bias ? layer(l).outputs : 0; }

    friend bool operator==(const Head&, const Head&) = default;
};

}  // namespace deltasim::model
