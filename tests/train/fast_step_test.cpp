// SPDX-License-Identifier: MIT
#include "train/fast_step.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <bit>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

/// All that the reference step leaves: parameters, states, z, a and d.
void check_step(const Head& head, Training training, std::uint64_t lanes)
{
    TensorValues reference = initial_values(head, training);
    choose_scales(head, lanes, reference, training);
    store_values(head, training, reference);
    TensorValues fast = reference;
    run_training_step(head, training, lanes, reference);
    train::FastStep(head, lanes).train(training, fast);
    REQUIRE(fast.size() == reference.size());
    for (const auto& [id, expected] : reference) {
        CAPTURE(name_of(id.tensor), id.layer, static_cast<int>(id.array));
        const std::vector<float>& words = fast.at(id);
        REQUIRE(words.size() == expected.size());
        for (std::size_t i = 0; i < words.size(); ++i) {
            CAPTURE(i);
            REQUIRE(std::bit_cast<std::uint32_t>(words[i]) == std::bit_cast<std::uint32_t>(expected[i]));
        }
    }
}

}  // namespace

TEST_CASE("the fast step leaves what the reference step leaves, bit for bit")
{
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 70, loss);
        Training training = random_training(random, depth, loss);
        training.batch = random.between(1, 11);
        const std::uint64_t lanes = random.one_of(std::array{1U, 2U, 7U, 64U, 168U});
        CAPTURE(seed, depth, training.batch, lanes, name_of(training.optimizer), training.weight_decay);
        check_step(head, training, lanes);
    }
}

TEST_CASE("the fast step is the reference step in every precision, mixed ones, master weights and both roundings")
{
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 3));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, 40, loss);
        Training training = random_training(random, depth, loss);
        training.precision = TensorPrecisions(static_cast<Precision>(random.between(0, precision_count - 1)));
        if (random.between(1, 2) == 1) {
            training.precision.set(Tensor::activation, static_cast<Precision>(random.between(0, precision_count - 1)));
        }
        training.master_weights = training.precision.of(Tensor::weight) != Precision::fp32 && random.between(1, 2) == 1;
        training.rounding.common = static_cast<Rounding>(random.between(0, 1));
        CAPTURE(seed, training.precision.text(), training.master_weights, training.batch);
        check_step(head, training, random.between(1, 30));
    }
}

}  // namespace deltasim::test
