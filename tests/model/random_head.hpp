// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "model/head.hpp"
#include "model/training.hpp"
#include "rooms.hpp"

// Small random heads and trainings for law tests, from a seed that the test prints.

namespace deltasim::test
{

/// Activations that are computed node by node, and so are possible in any layer.
inline constexpr std::array elementwise_activations{Activation::none,    Activation::relu, Activation::leaky_relu,
                                                    Activation::sigmoid, Activation::tanh, Activation::hard_swish,
                                                    Activation::gelu,    Activation::silu};

class RandomSource
{
public:
    explicit RandomSource(std::uint64_t seed) : engine_(seed) {}

    /// A whole number from `first` to `last`.
    std::uint64_t between(std::uint64_t first, std::uint64_t last) { return first + engine_() % (last - first + 1); }
    std::uint64_t bits() { return engine_(); }
    template <class Container>
    const auto& one_of(const Container& values)
    {
        return values[static_cast<std::size_t>(between(0, values.size() - 1))];
    }

private:
    std::mt19937_64 engine_;
};

/// Layers of the given widths, N[0] first, all with the same activation except the last.
inline Head head_of(const std::vector<std::uint64_t>& widths, Activation hidden, Activation output)
{
    Head head;
    head.name = "head";
    for (std::size_t l = 1; l < widths.size(); ++l) {
        head.layers.push_back({widths[l - 1], widths[l], l + 1 < widths.size() ? hidden : output});
    }
    return head;
}

/// Widths from 1 to `widest`; the output's activation is softmax if the loss is softmax_cross_entropy.
inline Head random_head(RandomSource& random, std::uint32_t depth, std::uint64_t widest, Loss loss)
{
    Head head;
    head.name = "random";
    std::uint64_t inputs = random.between(1, widest);
    for (std::uint32_t l = 1; l <= depth; ++l) {
        const std::uint64_t outputs = random.between(1, widest);
        head.layers.push_back({inputs, outputs, random.one_of(elementwise_activations)});
        head.layers.back().bias = random.between(1, 4) > 1;
        head.layers.back().negative_slope = random.one_of(std::array{0.1F, 0.01F, 0.3F, 0.0F});
        if (l < depth && random.between(1, 4) == 1) head.layers.back().dropout = 0.4;
        inputs = outputs;
    }
    if (loss == Loss::softmax_cross_entropy) head.layers.back().activation = Activation::softmax;
    return head;
}

/// A batch of 1 to 5, any optimizer, any first trainable layer.
inline Training random_training(RandomSource& random, std::uint32_t depth, Loss loss)
{
    Training training{loss, 0.3, static_cast<std::uint32_t>(random.between(1, depth)), random.between(1, 1000)};
    training.batch = random.between(1, 5);
    training.optimizer = random.one_of(std::array{Optimizer::sgd, Optimizer::momentum, Optimizer::adam});
    if (random.between(1, 3) == 1) training.weight_decay = 0.05;
    training.step = random.between(1, 3) == 1 ? random.between(1, 1000) : 1;
    return training;
}

/// The same head with a bias in every layer, and without dropout.
inline Head plain(Head head)
{
    for (Layer& layer : head.layers) {
        layer.bias = true;
        layer.dropout = 0.0;
    }
    return head;
}

/// The first step, without weight decay.
inline Training plain(Training training)
{
    training.weight_decay = 0.0;
    training.step = 1;
    return training;
}

}  // namespace deltasim::test
