// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "core/enum_names.hpp"
#include "model/head.hpp"
#include "model/tensor_precisions.hpp"
#include "model/value_format.hpp"

// The parameters of a training step: loss, batch, optimizer, and the first layer that is trained.

namespace deltasim::model
{

enum class Loss : std::uint8_t { softmax_cross_entropy, squared_error };

inline constexpr EnumNames<Loss, 2> loss_names{{"softmax_cross_entropy", "squared_error"}};

[[nodiscard]] constexpr std::string_view name_of(Loss loss) { return loss_names[loss]; }

/// The loss that fits the activation of a head's last layer.
[[nodiscard]] constexpr Loss loss_for(Activation last)
{
    return last == Activation::softmax ? Loss::softmax_cross_entropy : Loss::squared_error;
}

enum class Optimizer : std::uint8_t { sgd, momentum, adam };

inline constexpr EnumNames<Optimizer, 3> optimizer_names{{"sgd", "momentum", "adam"}};

[[nodiscard]] constexpr std::string_view name_of(Optimizer optimizer) { return optimizer_names[optimizer]; }

/// How words are rounded: one way for all tensors, and other ways for single tensors.
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

/// The value of a code of 1, by tensor and layer: powers of two.
using TensorScales = std::map<std::pair<Tensor, std::uint32_t>, float>;

struct Training {
    Loss loss = Loss::softmax_cross_entropy;
    double learning_rate = 0.01;
    std::uint32_t first_trainable = 1;  ///< earlier layers only run forward; 1..L, or L + 1: no layer is trained
    std::uint64_t seed = 1;             ///< for features, targets and initial weights
    std::uint64_t batch = 1;            ///< samples of a step, at least 1; the loss is their mean
    Optimizer optimizer = Optimizer::sgd;
    double momentum = 0.9;  ///< for `momentum`, in [0, 1), as are the next two
    double beta1 = 0.9;     ///< for `adam`: decay of the first moment
    double beta2 = 0.999;   ///< for `adam`: decay of the second moment
    double epsilon = 1e-8;  ///< for `adam`, above 0 in fp32
    TensorPrecisions precision{};
    /// The update changes an fp32 copy of the weights, `master_weight`, and then writes the weights from it.
    bool master_weights = false;
    double weight_decay = 0.0;   ///< times the weight, is added to its gradient; biases do not decay
    std::uint64_t step = 1;      ///< number of this step, from 1; used by adam's corrections and by random numbers
    TensorRoundings rounding{};  ///< for words narrower than fp32
    TensorScales scales{};       ///< for tensors of whole numbers; 1 where there is none
    /// True: a step that would apply the update of the step before has none to apply, since its values are initial
    /// ones.
    bool carries_nothing = false;
    bool drops_out = true;  ///< layers with dropout drop nodes; false in inference
    /// Samples that go forward and backward together before the next ones, under a schedule that defers updates; 0:
    /// all.
    std::uint64_t pass = 0;

    /// True if at least one layer of the head is trained.
    [[nodiscard]] bool trains(const Head& head) const { return first_trainable <= head.depth(); }
    /// True if an update with a gradient of 0 changes neither the parameters (weights, if `of_weights`, else biases)
    /// nor the optimizer's states. This holds without states that fade, without decay, and without weights that are
    /// rounded again from their masters.
    [[nodiscard]] bool rests_without_gradient(bool of_weights) const
    {
        const bool rounds_anew = master_weights && rounding.of(Tensor::weight) == Rounding::stochastic;
        return optimizer == Optimizer::sgd && !(of_weights && (weight_decay > 0.0 || rounds_anew));
    }
    /// The weight of one sample in the mean over the batch.
    [[nodiscard]] float sample_share() const { return 1.0F / static_cast<float>(batch); }

    friend bool operator==(const Training&, const Training&) = default;
};

}  // namespace deltasim::model
