// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>

#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"
#include "model/value_format.hpp"

// The arithmetic of values, which the reference step and the lanes of the machine share: how a number is stored as a
// word of a tensor, how two words are multiplied, and how the activation and slope of a node are computed.

namespace deltasim::model
{

/// The format of an array's words in a training.
[[nodiscard]] ValueFormat format_of(const Training& training, TensorId tensor);

/// The product of two words, one from each tensor.
[[nodiscard]] Products products_of(const Training& training, TensorId a, TensorId b);

/// The nodes of a layer that a step drops; the other nodes are scaled up to make up for them. The choice depends only
/// on seed, step and node, so nothing has to be stored (Srivastava et al., JMLR 2014).
struct Dropout {
    float rate = 0.0F;
    float growth = 1.0F;  ///< 1 / (1 - rate)
    std::uint64_t key = 0;

    [[nodiscard]] bool keeps(std::uint64_t node) const
    {
        return rate == 0.0F || in_unit_interval(mixed(key, node)) >= rate;
    }
};

[[nodiscard]] Dropout dropout_of(const Head& head, const Training& training, std::uint32_t layer);

/// Turns z at the end of a row into the activation: a = f(z), or 0 where the node is dropped. Not yet rounded to a
/// word.
struct NodeActivation {
    Activation activation = Activation::none;
    float negative_slope = leaky_relu_slope;
    Dropout dropout;

    NodeActivation(const Head& head, const Training& training, std::uint32_t layer);

    /// `node`: its number in the layer's activations, counted over all samples.
    [[nodiscard]] float operator()(float z, std::uint64_t node) const
    {
        if (dropout.rate == 0.0F) return activate(activation, z, negative_slope);
        return dropout.keeps(node) ? activate(activation, z, negative_slope) * dropout.growth : 0.0F;
    }
    /// Dropout adds a comparison with a random number, and a multiplication.
    [[nodiscard]] OperationCounts operations() const;
};

/// f' of a node of a hidden layer, from the stored tensor.
struct NodeSlope {
    Activation activation = Activation::none;
    float negative_slope = leaky_relu_slope;
    Dropout dropout;

    NodeSlope(const Head& head, const Training& training, std::uint32_t layer);

    /// The stored tensor: `preactivation` where f' needs z, else `activation`.
    [[nodiscard]] Tensor source() const
    {
        return derivative_needs_preactivation(activation) ? Tensor::preactivation : Tensor::activation;
    }
    [[nodiscard]] float operator()(float stored, std::uint64_t node) const
    {
        if (dropout.rate == 0.0F) return derivative(activation, stored, negative_slope);
        if (!dropout.keeps(node)) return 0.0F;
        const bool from_z = derivative_needs_preactivation(activation);
        const float undropped = from_z ? stored : stored * (1.0F - dropout.rate);
        return derivative(activation, undropped, negative_slope) * dropout.growth;
    }
    [[nodiscard]] OperationCounts operations() const;
};

}  // namespace deltasim::model
