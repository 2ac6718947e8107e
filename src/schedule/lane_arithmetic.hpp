// SPDX-License-Identifier: MIT
#pragma once

#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"
#include "model/value_rules.hpp"
#include "schedule/nest_builder.hpp"

// Arithmetic of a training step that schedules share: the derivative f' and the delta of an output node, each with its
// operands, its operations and its rounding.

namespace deltasim::schedule
{

/// Operations {mac, add, multiply, divide, exponential, compare} of one lane.
[[nodiscard]] constexpr OperationCounts lane_operations(std::uint64_t mac, std::uint64_t add, std::uint64_t multiply)
{
    return {mac, add, multiply, 0, 0, 0};
}

/// sum += product of the two words read, in accumulator 0 of each lane.
struct MultiplyAccumulate {
    model::Products products;

    void operator()(StepValues& values) const;
};

/// Products of a weight and an activation of the layer below.
[[nodiscard]] model::Products row_products(const model::Training& training, std::uint32_t layer);
/// Products of a weight and a delta of the same layer.
[[nodiscard]] model::Products chain_products(const model::Training& training, std::uint32_t layer);
/// Products of a delta and an activation of the layer below.
[[nodiscard]] model::Products gradient_products(const model::Training& training, std::uint32_t layer);

/// sum += product, in one lane.
inline void accumulate(const model::Products& products, double& sum, float x, float y)
{
    products.add(sum, products(x, y));
}

/// The delta of an output node, computed from what is stored of the node and from its target.
struct OutputDelta {
    model::Activation activation;
    float negative_slope;
    model::Loss loss;
    model::ValueFormat format;  ///< the format of deltas

    OutputDelta(const model::Head& head, const model::Training& training);

    /// The word that is read beside the target: the activation, or z if the loss needs an f' that needs z.
    [[nodiscard]] Tensor source() const;
    [[nodiscard]] OperationCounts operations() const;
    /// a - t, times f' for squared_error, as it is stored. `node`: its number in the layer, counted over all samples.
    [[nodiscard]] float operator()(float stored, float target, std::uint64_t node) const;
};

}  // namespace deltasim::schedule
