// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "model/head.hpp"
#include "model/tensor_precisions.hpp"
#include "model/value_format.hpp"

// What one training step minimises and moves, and how: loss, batch, optimizer, and from which layer on.

namespace deltasim::model
{

enum class Loss : std::uint8_t { softmax_cross_entropy, squared_error };

inline constexpr std::array<std::string_view, 2> loss_names{"softmax_cross_entropy", "squared_error"};

[[nodiscard]] constexpr std::string_view name_of(Loss loss) { return loss_names[static_cast<std::size_t>(loss)]; }

/// The loss that goes with the activation of a head's last layer.
[[nodiscard]] constexpr Loss loss_for(Activation last)
{
    return last == Activation::softmax ? Loss::softmax_cross_entropy : Loss::squared_error;
}

enum class Optimizer : std::uint8_t { sgd, momentum, adam };

inline constexpr std::array<std::string_view, 3> optimizer_names{"sgd", "momentum", "adam"};

[[nodiscard]] constexpr std::string_view name_of(Optimizer optimizer)
{
    return optimizer_names[static_cast<std::size_t>(optimizer)];
}

/// How words of each tensor are rounded: a way common to all, and those of tensors that have their own.
struct TensorRoundings {
    Rounding common = Rounding::nearest;
    std::map<Tensor, Rounding> own{};

    [[nodiscard]] Rounding of(Tensor tensor) const
    {
        const auto found = own.find(tensor);
        return found == own.end() ? common : found->second;
    }

    friend bool operator==(const TensorRoundings&, const TensorRoundings&) = default;
};

/// What a code of 1 stands for, by tensor and layer: powers of two.
using TensorScales = std::map<std::pair<Tensor, std::uint32_t>, float>;

struct Training {
    Loss loss = Loss::softmax_cross_entropy;
    double learning_rate = 0.01;
    std::uint32_t first_trainable = 1;  ///< layers before it only run forward; 1..L, or L + 1: none is trained
    std::uint64_t seed = 1;             ///< of features, targets and initial weights
    std::uint64_t batch = 1;            ///< samples of a step, at least 1; the loss is their mean
    Optimizer optimizer = Optimizer::sgd;
    double momentum = 0.9;  ///< of `momentum`, in [0, 1), as are the next two
    double beta1 = 0.9;     ///< of `adam`: decay of the first moment
    double beta2 = 0.999;   ///< and of the second
    double epsilon = 1e-8;  ///< of `adam`, above 0 in fp32
    TensorPrecisions precision{};
    /// Whether the update moves a copy of the weights in fp32, `master_weight`, and writes the weights from it.
    bool master_weights = false;
    double weight_decay = 0.0;   ///< times the weight, added to its gradient; biases do not decay
    std::uint64_t step = 1;      ///< the number of this step, from 1: of adam's corrections and of random numbers
    TensorRoundings rounding{};  ///< of words narrower than fp32
    TensorScales scales{};       ///< of tensors of whole numbers; 1 where there is none
    /// Whether a step that carries the update of the one before finds nothing to carry: its values start afresh.
    bool carries_nothing = false;
    bool drops_out = true;  ///< whether layers with dropout leave nodes out: not where a head is only asked
    /// Samples that go forward and back together, before the next ones do, where a schedule puts updates off; 0: all.
    std::uint64_t pass = 0;

    /// Whether any layer of a head is trained.
    [[nodiscard]] bool trains(const Head& head) const { return first_trainable <= head.depth(); }
    /// Whether an update whose gradient is 0 leaves weights, or biases, and the optimizer as they were: without states
    /// that fade, decay, and weights rounded anew from their masters.
    [[nodiscard]] bool rests_without_gradient(bool of_weights) const
    {
        const bool rounds_anew = master_weights && rounding.of(Tensor::weight) == Rounding::stochastic;
        return optimizer == Optimizer::sgd && !(of_weights && (weight_decay > 0.0 || rounds_anew));
    }
    /// What a sample weighs in the mean over the batch.
    [[nodiscard]] float sample_share() const { return 1.0F / static_cast<float>(batch); }

    friend bool operator==(const Training&, const Training&) = default;
};

}  // namespace deltasim::model
