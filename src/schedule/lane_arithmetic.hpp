// SPDX-License-Identifier: MIT
#pragma once

#include "core/terms.hpp"
#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/nest_builder.hpp"

// What schedules share of a training step's arithmetic: the slope f' and the delta of an output node, each with its
// operands, its operations and its rounding.

namespace deltasim::schedule
{

/// Operations {mac, add, multiply, divide, exponential, compare} of one lane.
[[nodiscard]] constexpr OperationCounts lane_operations(std::uint64_t mac, std::uint64_t add, std::uint64_t multiply)
{
    return {mac, add, multiply, 0, 0, 0};
}

/// sum += product of the two words read, in accumulator 0 of each lane.
void multiply_accumulate(StepValues& values);

/// The tensor that f' of a layer is had from: `preactivation` where f' needs z, else `activation`.
[[nodiscard]] Tensor slope_source(const model::Layer& layer);

/// The delta of an output node, from what is stored of it and its target.
struct OutputDelta {
    model::Activation activation;
    model::Loss loss;

    OutputDelta(const model::Head& head, const model::Training& training);

    /// What is read besides the target: the activation, or z where the loss wants an f' that needs z.
    [[nodiscard]] Tensor source() const;
    [[nodiscard]] OperationCounts operations() const;
    /// a - t, times f' for squared_error.
    [[nodiscard]] float operator()(float stored, float target) const;
};

}  // namespace deltasim::schedule
