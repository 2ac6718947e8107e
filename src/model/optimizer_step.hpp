// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/terms.hpp"
#include "model/training.hpp"

// How an optimizer updates one parameter from its gradient, and the operations that a lane needs for it. All schedules
// and the reference step use this one implementation. Every operation is rounded by itself.

namespace deltasim::model
{

enum class Parameters : std::uint8_t { weights, biases };

/// The arrays of optimizer_state that an optimizer keeps for the parameters of layer l. Each has one word for each
/// parameter. Every update reads and writes them; they begin as zero.
[[nodiscard]] std::vector<TensorId> optimizer_states(Optimizer optimizer, std::uint32_t l, Parameters parameters);

/// The array of a layer's gradients. Every schedule rounds gradients to its format; only `framework` stores it.
[[nodiscard]] TensorId gradient_of(Parameters parameters, std::uint32_t l);

/// sgd: w -= rate g. momentum (Polyak, 1964): v = momentum v + g, w -= rate v. adam (Kingma and Ba, ICLR 2015): m =
/// beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g g, w -= rate' m / (sqrt(v) c + epsilon). The corrections of
/// step t, rate' = rate / (1 - beta1^t) and c = 1 / sqrt(1 - beta2^t), are constants that the host computes. With
/// weight decay, g + decay w replaces g for a weight.
class OptimizerStep
{
public:
    /// The most states that an optimizer keeps for a parameter.
    static constexpr std::size_t most_states = 2;

    OptimizerStep(const Training& training, Parameters parameters);

    /// A square root counts as a `divide`: the same digit-recurrence unit computes both at the same speed (Cortex-M7:
    /// VSQRT and VDIV take 14 cycles each).
    [[nodiscard]] OperationCounts operations() const;
    /// The parameter after the update. `state`, in the order of optimizer_states(), is updated in place.
    [[nodiscard]] float operator()(float parameter, float gradient, std::span<float> state) const;

private:
    Optimizer optimizer_;
    float weight_decay_;
    float rate_;
    float decay_;         ///< for the velocity or the first moment
    float second_decay_;  ///< for the second moment
    float gain_;          ///< 1 - beta1
    float second_gain_;   ///< 1 - beta2
    float corrected_rate_;
    float root_correction_;
    float epsilon_;
};

}  // namespace deltasim::model
