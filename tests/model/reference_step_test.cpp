// SPDX-License-Identifier: MIT
#include "model/reference_step.hpp"

#include <catch2/catch.hpp>

#include <utility>

#include "model/double_network.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::reference_step_test
{

namespace
{

constexpr double rate = 0.5;

/// One linear output node over inputs of 1, target 0, so that the bias moves by -rate * z.
float row_sum(std::vector<float> weights, float bias, std::uint64_t lanes)
{
    const Head head = head_of({weights.size(), 1}, Activation::none, Activation::none);
    TensorValues values{{{Tensor::activation, 0}, std::vector<float>(weights.size(), 1.0F)},
                        {{Tensor::target, 1}, {0.0F}},
                        {{Tensor::weight, 1}, std::move(weights)},
                        {{Tensor::bias, 1}, {bias}}};
    reference_training_step(head, {Loss::squared_error, 1.0, 1, 1}, lanes, values);
    return bias - values.at({Tensor::bias, 1})[0];
}

/// Checks that each weight and bias of the trainable layers is what gradient descent on the double-precision head
/// gives, to a tolerance of 2e-6 of its size plus 2e-6, and that the frozen layers have not changed.
void check_against_matrices(const Head& head, const Training& training, std::uint64_t lanes)
{
    const TensorValues before = initial_values(head, training);
    TensorValues after = before;
    reference_training_step(head, training, lanes, after);

    DoubleNetwork network(head, training.loss, before);
    network.forward();
    const std::vector<Vector> delta = network.deltas();
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        CAPTURE(l);
        const TensorId weight{Tensor::weight, l};
        const TensorId bias{Tensor::bias, l};
        if (l < training.first_trainable) {
            REQUIRE(after.at(weight) == before.at(weight));
            REQUIRE(after.at(bias) == before.at(bias));
            continue;
        }
        const Matrix gradient = outer_product(delta[l - 1], network.a[l - 1]);
        for (std::size_t w = 0; w < gradient.values.size(); ++w) {
            const double expected = network.weight[l - 1].values[w] - rate * gradient.values[w];
            REQUIRE(after.at(weight)[w] == Approx(expected).epsilon(2e-6).margin(2e-6));
        }
        for (std::size_t j = 0; j < delta[l - 1].size(); ++j) {
            const double expected = network.bias[l - 1][j] - rate * delta[l - 1][j];
            REQUIRE(after.at(bias)[j] == Approx(expected).epsilon(2e-6).margin(2e-6));
        }
    }
}

}  // namespace

TEST_CASE("a reference step equals matrix algebra in double precision, for every loss, activation and first layer")
{
    for (const Loss loss : {Loss::softmax_cross_entropy, Loss::squared_error}) {
        for (const Activation f : elementwise_activations) {
            for (std::uint64_t seed = 1; seed <= 12; ++seed) {
                RandomSource random(seed);
                const auto depth = static_cast<std::uint32_t>(1 + seed % 4);
                std::vector<std::uint64_t> widths;
                while (widths.size() <= depth) widths.push_back(random.between(1, 12));
                const Head head = head_of(widths, f, loss == Loss::squared_error ? f : Activation::softmax);
                for (std::uint32_t first = 1; first <= depth; ++first) {
                    for (const std::uint64_t lanes : {1U, 3U, 100U}) {
                        CAPTURE(name_of(loss), name_of(f), seed, first, lanes);
                        check_against_matrices(head, {loss, rate, first, seed}, lanes);
                    }
                }
            }
        }
    }
}

TEST_CASE("a reference step goes down the numeric gradient of its loss, to 1e-5")
{
    constexpr double h = 1e-5;
    for (const Loss loss : {Loss::softmax_cross_entropy, Loss::squared_error}) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            CAPTURE(name_of(loss), seed);
            RandomSource random(seed);
            const Activation output = loss == Loss::squared_error ? Activation::sigmoid : Activation::softmax;
            const Head head =
                head_of({random.between(1, 6), random.between(1, 6), random.between(1, 6), random.between(2, 6)},
                        Activation::tanh, output);
            const Training training{loss, rate, 1, seed};
            const TensorValues before = initial_values(head, training);
            TensorValues after = before;
            reference_training_step(head, training, 1, after);
            DoubleNetwork network(head, loss, before);
            const auto slope = [&](double& parameter) {
                const double kept = std::exchange(parameter, parameter + h);
                network.forward();
                const double above = network.loss_value();
                parameter = kept - h;
                network.forward();
                const double below = network.loss_value();
                parameter = kept;
                return (above - below) / (2.0 * h);
            };
            for (std::uint32_t l = 1; l <= head.depth(); ++l) {
                const std::vector<float>& weight = after.at({Tensor::weight, l});
                for (std::size_t w = 0; w < weight.size(); ++w) {
                    double& parameter = network.weight[l - 1].values[w];
                    REQUIRE(weight[w] == Approx(parameter - rate * slope(parameter)).margin(1e-5));
                }
                const std::vector<float>& bias = after.at({Tensor::bias, l});
                for (std::size_t j = 0; j < bias.size(); ++j) {
                    double& parameter = network.bias[l - 1][j];
                    REQUIRE(bias[j] == Approx(parameter - rate * slope(parameter)).margin(1e-5));
                }
            }
        }
    }
}

TEST_CASE("a row is summed within each lane first, then lane by lane onto the bias")
{
    // Between 2^26 and 2^27, fp32 has only multiples of 8; halves are rounded to even.
    const std::vector<float> row{1e8F, 1.0F, -1e8F, 1.0F};
    CHECK(row_sum(row, 0.0F, 1) == 1.0F);    // ((1e8 + 1) - 1e8) + 1, the first 1 lost
    CHECK(row_sum(row, 0.0F, 2) == 2.0F);    // (1e8 - 1e8) + (1 + 1)
    CHECK(row_sum(row, 0.0F, 3) == 0.0F);    // (1e8 + 1) + 1 - 1e8, both lost
    CHECK(row_sum(row, 0.0F, 4) == 1.0F);    // one lane for each column
    CHECK(row_sum(row, 0.0F, 100) == 1.0F);  // idle lanes add nothing
}

TEST_CASE("the sum of a row starts at the bias")
{
    const float bias = 1e8F;
    CHECK(row_sum({3.0F, 3.0F}, bias, 1) == bias + 8.0F);  // 1e8 + 6 rounds up
    CHECK(row_sum({3.0F, 3.0F}, bias, 2) == bias);         // 1e8 + 3 rounds down, twice
}

TEST_CASE("deltas of a hidden layer come from the weights before the update")
{
    // One node a layer, linear: a = 1, then 3; target 1; d2 = 2, d1 = 3 * 2 = 6 with the old weight 3.
    const Head head = head_of({1, 1, 1}, Activation::none, Activation::none);
    TensorValues values{{{Tensor::activation, 0}, {2.0F}}, {{Tensor::target, 2}, {1.0F}}, {{Tensor::weight, 1}, {0.5F}},
                        {{Tensor::bias, 1}, {0.0F}},       {{Tensor::weight, 2}, {3.0F}}, {{Tensor::bias, 2}, {0.0F}}};
    reference_training_step(head, {Loss::squared_error, 0.25, 1, 1}, 1, values);
    CHECK(values.at({Tensor::weight, 2})[0] == 3.0F - 0.25F * 2.0F * 1.0F);
    CHECK(values.at({Tensor::bias, 2})[0] == -0.25F * 2.0F);
    CHECK(values.at({Tensor::weight, 1})[0] == 0.5F - 0.25F * 6.0F * 2.0F);
    CHECK(values.at({Tensor::bias, 1})[0] == -0.25F * 6.0F);
}

}  // namespace deltasim::test::reference_step_test
