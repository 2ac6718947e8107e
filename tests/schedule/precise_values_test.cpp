// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <string>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "model/stored_values.hpp"
#include "rooms.hpp"
#include "schedule/interpreter.hpp"
#include "schedule/schedules.hpp"

// Values in every precision, and in mixed ones: rounding does not depend on the schedule.

namespace deltasim::test::precise_values_test
{

namespace
{

/// Checks that every schedule ends with the words of the reference step; returns true if any parameter moved.
bool check_words(const Head& head, Training training, std::uint64_t lanes)
{
    TensorValues before = initial_values(head, training);
    choose_scales(head, lanes, before, training);
    store_values(head, training, before);
    TensorValues reference = before;
    reference_training_step(head, training, lanes, reference);
    for (const Schedule& schedule : schedules()) {
        const TensorValues after = values_after(schedule, head, training, lanes, before);
        for (const auto& [id, expected] : reference) {
            CAPTURE(schedule.name, name_of(id.tensor), id.layer, static_cast<int>(id.array));
            const std::vector<float>& words = after.at(id);
            REQUIRE(std::equal(words.begin(), words.end(), expected.begin(), expected.end(), [](float x, float y) {
                return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
            }));
        }
    }
    return reference != before;
}

}  // namespace

TEST_CASE("every schedule ends with the reference's words in every precision, however rounded")
{
    int moved = 0;
    int runs = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, depth < 4 ? 9 : 6, loss);
        Training training = random_training(random, depth, loss);
        const auto drawn = [&] { return static_cast<Precision>(random.between(0, precision_count - 1)); };
        training.precision = TensorPrecisions(drawn());
        for (std::size_t t = 0; t < static_cast<std::size_t>(Tensor::master_weight); ++t) {
            if (random.between(1, 3) == 1) training.precision.set(static_cast<Tensor>(t), drawn());
        }
        training.master_weights = training.precision.of(Tensor::weight) != Precision::fp32 && random.between(1, 2) == 1;
        training.rounding.common = static_cast<Rounding>(random.between(0, 1));
        training.rounding.own[Tensor::weight] = static_cast<Rounding>(random.between(0, 1));
        CAPTURE(seed, training.precision.text(), training.master_weights, training.batch, training.first_trainable,
                name_of(training.optimizer));
        ++runs;
        moved += check_words(head, training, random.between(1, 12)) ? 1 : 0;
    }
    CHECK(moved > runs * 9 / 10);
}

}  // namespace deltasim::test::precise_values_test
