// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// What one training step minimises and moves: loss, learning rate, and from which layer on.

namespace deltasim
{

enum class Loss : std::uint8_t { softmax_cross_entropy, squared_error };

inline constexpr std::array<std::string_view, 2> loss_names{"softmax_cross_entropy", "squared_error"};

[[nodiscard]] constexpr std::string_view name_of(Loss loss) { return loss_names[static_cast<std::size_t>(loss)]; }

struct Training {
    Loss loss = Loss::softmax_cross_entropy;
    double learning_rate = 0.01;
    std::uint32_t first_trainable = 1;  ///< layers before it only run forward; 1..L
    std::uint64_t seed = 1;             ///< of features, targets and initial weights

    friend bool operator==(const Training&, const Training&) = default;
};

}  // namespace deltasim
