// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/placement.hpp"
#include "rooms.hpp"

// The sizes of a head's tensors, from their shapes and not from the accesses of a program.

namespace deltasim::test
{

/// Words of an array for a batch of `batch` samples.
inline std::uint64_t array_words(const Head& head, TensorId id, std::uint64_t batch = 1)
{
    const std::uint64_t nodes = head.width(id.layer);
    switch (id.tensor) {
    case Tensor::weight:
    case Tensor::master_weight: return nodes * head.width(id.layer - 1);
    case Tensor::bias: return head.biases(id.layer);
    case Tensor::activation:
    case Tensor::preactivation:
    case Tensor::target:
    case Tensor::delta: return batch * nodes;
    case Tensor::gradient:
    case Tensor::optimizer_state:
    case Tensor::partial_sum: break;
    }
    const bool of_biases = id.array == TensorArray::of_biases || id.array == TensorArray::second_of_biases;
    return of_biases ? head.biases(id.layer) : nodes * head.width(id.layer - 1);
}

/// What `delta` stores for one sample and plain gradient descent: features, target, and for each layer weight, bias,
/// activation, delta, and preactivation if f' needs it.
inline TensorWords tensors_of(const Head& head)
{
    TensorWords words;
    const auto add = [&](TensorId id) { words[id] = array_words(head, id); };
    add({Tensor::activation, 0});
    add({Tensor::target, head.depth()});
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        for (const Tensor tensor : {Tensor::weight, Tensor::bias, Tensor::activation, Tensor::delta}) add({tensor, l});
        if (derivative_needs_preactivation(head.layer(l).activation)) add({Tensor::preactivation, l});
    }
    return words;
}

}  // namespace deltasim::test
