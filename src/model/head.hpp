// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/terms.hpp"
#include "model/activation.hpp"

// The fully-connected head of a network: layers 1..L over a frozen backbone whose features come in.

namespace deltasim::model
{

/// One fully-connected layer: z = W a + b, a = f(z), W of outputs x inputs, row-major.
struct Layer {
    std::uint64_t inputs = 0;   ///< N[l-1], columns i
    std::uint64_t outputs = 0;  ///< N[l], rows j
    Activation activation = Activation::none;

    friend bool operator==(const Layer&, const Layer&) = default;
};

struct Head {
    std::string name;
    std::vector<Layer> layers;  ///< layers[0] is layer 1; at least one; inputs equal the outputs below
    std::map<std::string, std::string> assumed{};  ///< key path of an assumed figure of the model -> reason

    [[nodiscard]] std::uint32_t depth() const { return static_cast<std::uint32_t>(layers.size()); }
    /// Layer l, 1-based.
    [[nodiscard]] const Layer& layer(std::uint32_t l) const { return layers[l - 1]; }
    [[nodiscard]] std::uint64_t features() const { return layers.front().inputs; }
    [[nodiscard]] std::uint64_t classes() const { return layers.back().outputs; }
    /// N[l], l = 0..L.
    [[nodiscard]] std::uint64_t width(std::uint32_t l) const { return l == 0 ? features() : layer(l).outputs; }
    /// Number of weights of layer l. Throws OverflowError.
    [[nodiscard]] std::uint64_t weights(std::uint32_t l) const;

    friend bool operator==(const Head&, const Head&) = default;
};

}  // namespace deltasim::model
