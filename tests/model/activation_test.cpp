// SPDX-License-Identifier: MIT
#include "model/activation.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include "model/double_network.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::activation_test
{

namespace
{

/// -8 to 8, without the corners of the piecewise functions at -3, 0 and 3.
std::vector<double> arguments()
{
    std::vector<double> values;
    for (int step = -800; step <= 800; ++step) {
        if (step % 300 != 0) values.push_back(step / 100.0);
    }
    return values;
}

/// The value that a schedule reads to compute f'.
float stored(Activation activation, float z)
{
    return derivative_needs_preactivation(activation) ? z : activate(activation, z);
}

}  // namespace

TEST_CASE("activations equal their definitions in double precision to 1e-6")
{
    for (const Activation f : elementwise_activations) {
        for (const double z : arguments()) {
            CAPTURE(name_of(f), z);
            CHECK(activate(f, static_cast<float>(z)) == Approx(exact_activation(f, z)).epsilon(1e-6).margin(1e-6));
        }
    }
}

TEST_CASE("derivatives equal the numeric slope of their functions to 1e-5")
{
    constexpr double h = 1e-4;
    for (const Activation f : elementwise_activations) {
        for (const double z : arguments()) {
            CAPTURE(name_of(f), z);
            const double slope = (exact_activation(f, z + h) - exact_activation(f, z - h)) / (2.0 * h);
            CHECK(derivative(f, stored(f, static_cast<float>(z))) == Approx(slope).epsilon(1e-5).margin(1e-5));
        }
    }
}

TEST_CASE("activations know their limits")
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    CHECK(activate(Activation::sigmoid, -200.0F) == 0.0F);
    CHECK(activate(Activation::sigmoid, 200.0F) == 1.0F);
    CHECK(activate(Activation::tanh, -200.0F) == -1.0F);
    CHECK(activate(Activation::tanh, 200.0F) == 1.0F);
    CHECK(activate(Activation::hard_swish, -3.0F) == 0.0F);
    CHECK(activate(Activation::hard_swish, -100.0F) == 0.0F);
    CHECK(activate(Activation::hard_swish, 100.0F) == Approx(100.0F));
    CHECK(activate(Activation::relu, 0.0F) == 0.0F);
    CHECK(activate(Activation::relu, infinity) == infinity);
    CHECK(activate(Activation::leaky_relu, -10.0F) == -1.0F);
    CHECK(activate(Activation::leaky_relu, -8.0F, 0.25F) == -2.0F);
    CHECK(derivative(Activation::leaky_relu, -2.0F, 0.25F) == 0.25F);
    CHECK(derivative(Activation::leaky_relu, 2.0F, 0.25F) == 1.0F);
    CHECK(derivative(Activation::sigmoid, 1.0F) == 0.0F);
    CHECK(derivative(Activation::tanh, -1.0F) == 0.0F);
    CHECK(derivative(Activation::hard_swish, -100.0F) == 0.0F);
    CHECK(derivative(Activation::hard_swish, 100.0F) == 1.0F);
}

TEST_CASE("hard_swish, gelu and silu need z for their derivatives")
{
    for (const Activation f : elementwise_activations) {
        const bool needs = f == Activation::hard_swish || f == Activation::gelu || f == Activation::silu;
        CHECK(derivative_needs_preactivation(f) == needs);
    }
    CHECK_FALSE(derivative_needs_preactivation(Activation::softmax));
}

TEST_CASE("softmax is exp(z) over its sum, to 1e-5")
{
    RandomSource random(1);
    for (std::size_t size = 1; size <= 50; ++size) {
        std::vector<float> values(size);
        for (float& value : values) value = static_cast<float>(random.between(0, 2000)) / 100.0F - 10.0F;
        const Vector expected = exact_softmax(Vector(values.begin(), values.end()));
        softmax(values.data(), values.size());
        for (std::size_t j = 0; j < size; ++j) CHECK(values[j] == Approx(expected[j]).epsilon(1e-5).margin(1e-7));
    }
}

TEST_CASE("softmax of huge numbers does not overflow, and of one number is 1")
{
    std::vector<float> values{1000.0F, 1000.0F, -1000.0F};
    softmax(values.data(), values.size());
    CHECK(values == std::vector<float>{0.5F, 0.5F, 0.0F});
    values = {-3.0e38F};
    softmax(values.data(), values.size());
    CHECK(values == std::vector<float>{1.0F});
}

TEST_CASE("operations of an activation are those of its formula")
{
    const OperationCounts nothing{};
    CHECK(activation_operations(Activation::none) == nothing);
    CHECK(derivative_operations(Activation::none) == nothing);
    CHECK(activation_operations(Activation::softmax) == nothing);  // the row-wise step does all of it
    // {mac, add, multiply, divide, exponential, compare}
    CHECK(activation_operations(Activation::relu) == OperationCounts{0, 0, 0, 0, 0, 1});
    CHECK(activation_operations(Activation::sigmoid) == OperationCounts{0, 1, 0, 1, 1, 0});
    CHECK(activation_operations(Activation::hard_swish) == OperationCounts{0, 1, 2, 0, 0, 2});
    CHECK(derivative_operations(Activation::tanh) == OperationCounts{0, 1, 1, 0, 0, 0});
    CHECK(softmax_operations() == OperationCounts{0, 2, 0, 1, 1, 1});
}

TEST_CASE("activations have the names that YAML uses")
{
    CHECK(name_of(Activation::none) == "none");
    CHECK(name_of(Activation::leaky_relu) == "leaky_relu");
    CHECK(name_of(Activation::hard_swish) == "hard_swish");
    CHECK(name_of(Activation::softmax) == "softmax");
}

}  // namespace deltasim::test::activation_test
