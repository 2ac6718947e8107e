// SPDX-License-Identifier: MIT
#include "model/tensor_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "model/array_words.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::tensor_values_test
{

namespace
{

const Head wide = head_of({600, 300, 40}, Activation::relu, Activation::softmax);

Training trained_with(Loss loss, std::uint64_t seed = 1) { return {loss, 0.01, 1, seed}; }

/// Checks that all values are in [low, high], that some are near each end, and that the mean is near the middle.
void check_uniform(const std::vector<float>& values, double low, double high)
{
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    const double margin = (high - low) * 0.05;
    CHECK(*least >= static_cast<float>(low));
    CHECK(*greatest <= static_cast<float>(high));
    CHECK(*least < low + margin);
    CHECK(*greatest > high - margin);
    CHECK(mean == Approx((low + high) / 2.0).margin(margin));
}

}  // namespace

TEST_CASE("a step begins with features, a target, weights and biases of the layers' sizes")
{
    const TensorValues values = initial_values(wide, trained_with(Loss::softmax_cross_entropy));
    CHECK(values.size() == 6);
    for (const auto& [id, contents] : values) CHECK(contents.size() == array_words(wide, id));
    CHECK(values.contains({Tensor::activation, 0}));
    CHECK(values.contains({Tensor::target, 2}));
    for (const std::uint32_t l : {1U, 2U}) {
        CHECK(values.contains({Tensor::weight, l}));
        CHECK(values.contains({Tensor::bias, l}));
    }
}

TEST_CASE("a seed gives the same values each time, another seed others")
{
    const TensorValues values = initial_values(wide, trained_with(Loss::squared_error, 7));
    CHECK(values == initial_values(wide, trained_with(Loss::squared_error, 7)));
    const TensorValues others = initial_values(wide, trained_with(Loss::squared_error, 8));
    for (const auto& [id, contents] : values) CHECK(contents != others.at(id));
}

TEST_CASE("values are the same on every platform")
{
    // The standard says that the 10000th number of mt19937_64, seeded with 5489, is 9981545732273789042; a feature is
    // its upper 24 bits.
    const Head head = head_of({10'000, 1}, Activation::none, Activation::none);
    const TensorValues values = initial_values(head, trained_with(Loss::squared_error, 5489));
    const auto upper_bits = static_cast<double>(9'981'545'732'273'789'042U >> 40U);
    CHECK(values.at({Tensor::activation, 0}).back() == upper_bits / 16'777'216.0);
}

TEST_CASE("features are uniform in 0 to 1, biases in +-0.1, weights in +-sqrt(6 / inputs)")
{
    const TensorValues values = initial_values(wide, trained_with(Loss::softmax_cross_entropy));
    check_uniform(values.at({Tensor::activation, 0}), 0.0, 1.0);
    check_uniform(values.at({Tensor::bias, 1}), -0.1, 0.1);
    check_uniform(values.at({Tensor::weight, 1}), -0.1, 0.1);  // sqrt(6 / 600)
    check_uniform(values.at({Tensor::weight, 2}), -std::sqrt(0.02), std::sqrt(0.02));
    for (const float feature : values.at({Tensor::activation, 0})) CHECK(feature < 1.0F);
}

TEST_CASE("the target of softmax_cross_entropy is one-hot, and which class it is depends on the seed")
{
    std::vector<bool> hit(10, false);
    const Head head = head_of({2, 10}, Activation::none, Activation::softmax);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        const TensorValues values = initial_values(head, trained_with(Loss::softmax_cross_entropy, seed));
        const std::vector<float>& target = values.at({Tensor::target, 1});
        CHECK(std::count(target.begin(), target.end(), 0.0F) == 9);
        const auto one = std::find(target.begin(), target.end(), 1.0F);
        REQUIRE(one != target.end());
        hit[static_cast<std::size_t>(one - target.begin())] = true;
    }
    CHECK(std::count(hit.begin(), hit.end(), true) == 10);
}

TEST_CASE("the target of squared_error is uniform in 0 to 1")
{
    const Head head = head_of({2, 400}, Activation::none, Activation::none);
    const TensorValues values = initial_values(head, trained_with(Loss::squared_error));
    check_uniform(values.at({Tensor::target, 1}), 0.0, 1.0);
}

}  // namespace deltasim::test::tensor_values_test
