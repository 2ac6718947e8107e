// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>

#include "model/random_head.hpp"
#include "model/reference_step.hpp"
#include "rooms.hpp"
#include "schedule/interpreter.hpp"
#include "schedule/schedules.hpp"

namespace deltasim::test::values_test
{

namespace
{

bool same_bits(const std::vector<float>& a, const std::vector<float>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
        return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
    });
}

/// Checks that every schedule ends with the weights, biases and optimizer states of the reference step, to the bit;
/// returns true if they moved.
bool check_against_reference(const Head& head, const Training& training, std::uint64_t lanes)
{
    const TensorValues before = initial_values(head, training);
    TensorValues reference = before;
    reference_training_step(head, training, lanes, reference);
    for (const Schedule& schedule : schedules()) {
        const TensorValues after = values_after(schedule, head, training, lanes, before);
        for (const auto& [id, expected] : reference) {
            CAPTURE(schedule.name, name_of(id.tensor), id.layer, static_cast<int>(id.array));
            REQUIRE(same_bits(after.at(id), expected));
        }
    }
    return reference != before;
}

}  // namespace

TEST_CASE("every schedule ends with the weights of the reference step, bit for bit")
{
    int moved = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        RandomSource random(seed);
        const auto depth = static_cast<std::uint32_t>(random.between(1, 4));
        const Loss loss = random.one_of(std::array{Loss::softmax_cross_entropy, Loss::squared_error});
        const Head head = random_head(random, depth, depth < 4 ? 9 : 6, loss);
        const Training training = random_training(random, depth, loss);
        const std::uint64_t lanes = random.between(1, 12);
        CAPTURE(seed, depth, name_of(loss), training.first_trainable, training.batch, name_of(training.optimizer),
                lanes);
        if (check_against_reference(head, training, lanes)) ++moved;
    }
    CHECK(moved > 450);  // a test in which weights do not move would prove little
}

TEST_CASE("every activation, batch and optimizer agrees bit for bit in hidden layers and at the output")
{
    for (const Activation f : elementwise_activations) {
        for (const Optimizer optimizer : {Optimizer::sgd, Optimizer::momentum, Optimizer::adam}) {
            for (std::uint64_t batch = 1; batch <= 5; ++batch) {
                for (std::uint32_t first = 1; first <= 3; ++first) {
                    Training training{Loss::squared_error, 0.1, first, 3, batch, optimizer};
                    for (const std::uint64_t lanes : {1U, 3U, 8U, 64U}) {
                        CAPTURE(name_of(f), name_of(optimizer), batch, first, lanes);
                        training.loss = Loss::squared_error;
                        check_against_reference(head_of({7, 8, 5, 4}, f, f), training, lanes);
                        training.loss = Loss::softmax_cross_entropy;
                        check_against_reference(head_of({7, 8, 5, 4}, f, Activation::softmax), training, lanes);
                    }
                }
            }
        }
    }
}

TEST_CASE("the order of a row's sum depends on the lanes, and the schedules follow it")
{
    const Head head = head_of({100, 20, 5}, Activation::tanh, Activation::softmax);
    const Training training;
    TensorValues one_lane = initial_values(head, training);
    TensorValues eight_lanes = one_lane;
    reference_training_step(head, training, 1, one_lane);
    reference_training_step(head, training, 8, eight_lanes);
    CHECK(one_lane != eight_lanes);
    CHECK(check_against_reference(head, training, 1));
    CHECK(check_against_reference(head, training, 8));
}

}  // namespace deltasim::test::values_test
