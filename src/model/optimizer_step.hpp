// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/terms.hpp"
#include "model/training.hpp"

// What an optimizer makes of one parameter and its gradient, and what that costs a lane: the one place that every
// schedule and the reference step take it from. Every operation is rounded on its own.

namespace deltasim::model
{

enum class Parameters : std::uint8_t { weights, biases };

/// The arrays of optimizer_state that an optimizer keeps of the parameters of layer l: as many words of each as there
/// are parameters, read and written by every update, zero before the first.
[[nodiscard]] std::vector<TensorId> optimizer_states(Optimizer optimizer, std::uint32_t l, Parameters parameters);

/// The array of a layer's gradients, which every schedule rounds them for, and `framework` keeps.
[[nodiscard]] TensorId gradient_of(Parameters parameters, std::uint32_t l);

/// sgd: w -= rate g. momentum (Polyak, 1964): v = momentum v + g, w -= rate v. adam (Kingma and Ba, ICLR 2015):
/// m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g g, w -= rate' m / (sqrt(v) c + epsilon), where the
/// corrections of step t, rate' = rate / (1 - beta1^t) and c = 1 / sqrt(1 - beta2^t), are constants that the host has
/// worked out. With weight decay g + decay w takes the place of a weight's g.
class OptimizerStep
{
public:
    /// The most states that an optimizer keeps of a parameter.
    static constexpr std::size_t most_states = 2;

    OptimizerStep(const Training& training, Parameters parameters);

    /// A square root counts as a `divide`: it is done by the same digit-recurrence unit, as fast (Cortex-M7: VSQRT and
    /// VDIV take 14 cycles each).
    [[nodiscard]] OperationCounts operations() const;
    /// The parameter after the update; its states, in the order of optimizer_states(), become those of after.
    [[nodiscard]] float operator()(float parameter, float gradient, std::span<float> state) const;

private:
    Optimizer optimizer_;
    float weight_decay_;
    float rate_;
    float decay_;         ///< of the velocity or the first moment
    float second_decay_;  ///< of the second moment
    float gain_;          ///< 1 - beta1
    float second_gain_;   ///< 1 - beta2
    float corrected_rate_;
    float root_correction_;
    float epsilon_;
};

}  // namespace deltasim::model
