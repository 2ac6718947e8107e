// SPDX-License-Identifier: MIT
#include "model/optimizer_step.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

#include "rooms.hpp"

namespace deltasim::test::optimizer_step_test
{

namespace
{

Training trained_with(Optimizer optimizer, double rate)
{
    Training training;
    training.optimizer = optimizer;
    training.learning_rate = rate;
    return training;
}

}  // namespace

TEST_CASE("gradient descent rounds the product before it subtracts")
{
    // 0.1f * 0.1f is rounded to fp32. A fused multiply-subtract would keep the lower bits.
    const OptimizerStep step(trained_with(Optimizer::sgd, 0.1), Parameters::weights);
    const float product = 0.1F * 0.1F;
    CHECK(step(product, 0.1F, {}) == 0.0F);
    CHECK(step(1.0F, 0.0F, {}) == 1.0F);
}

TEST_CASE("momentum adds the gradient to what is kept of the velocity")
{
    Training training = trained_with(Optimizer::momentum, 0.25);
    training.momentum = 0.5;
    const OptimizerStep step(training, Parameters::weights);
    std::array<float, 1> velocity{0.0F};
    CHECK(step(1.0F, 2.0F, velocity) == 0.5F);  // v = 2
    CHECK(velocity[0] == 2.0F);
    CHECK(step(0.5F, 1.0F, velocity) == 0.0F);  // v = 0.5 * 2 + 1 = 2
    CHECK(velocity[0] == 2.0F);
}

TEST_CASE("the first step of Adam moves a parameter by the rate, against the gradient's sign")
{
    const OptimizerStep step(trained_with(Optimizer::adam, 0.125), Parameters::weights);
    for (const float gradient : {3.0F, 0.01F, -0.01F, -40.0F}) {
        CAPTURE(gradient);
        std::array<float, 2> moments{0.0F, 0.0F};
        CHECK(step(1.0F, gradient, moments) == Approx(1.0 - std::copysign(0.125, gradient)).margin(1e-6));
        CHECK(moments[0] == Approx(0.1 * gradient).epsilon(1e-6));
        CHECK(moments[1] == Approx(0.001 * gradient * gradient).epsilon(1e-6));
    }
}

TEST_CASE("Adam's epsilon keeps a gradient of zero from moving anything")
{
    const OptimizerStep step(trained_with(Optimizer::adam, 1.0), Parameters::weights);
    std::array<float, 2> moments{0.0F, 0.0F};
    CHECK(step(1.5F, 0.0F, moments) == 1.5F);
    CHECK(moments == std::array<float, 2>{0.0F, 0.0F});
}

TEST_CASE("Adam is the published formula of the first step, in double precision, from any moments")
{
    Training training = trained_with(Optimizer::adam, 0.03);
    training.beta1 = 0.8;
    training.beta2 = 0.99;
    training.epsilon = 1e-3;
    const OptimizerStep step(training, Parameters::weights);
    for (const auto& [g, m, v] : {std::array{0.7, 0.2, 0.04}, {-1.25, 0.5, 2.0}, {1e-3, -1e-3, 1e-6}}) {
        std::array<float, 2> moments{static_cast<float>(m), static_cast<float>(v)};
        const float moved = step(0.25F, static_cast<float>(g), moments);
        const double m1 = 0.8 * m + 0.2 * g;
        const double v1 = 0.99 * v + 0.01 * g * g;
        CHECK(moments[0] == Approx(m1).epsilon(1e-6));
        CHECK(moments[1] == Approx(v1).epsilon(1e-6));
        CHECK(moved == Approx(0.25 - 0.03 * (m1 / 0.2) / (std::sqrt(v1 / 0.01) + 1e-3)).epsilon(1e-6));
    }
}

TEST_CASE("an optimizer keeps no state, a velocity, or two moments of each parameter")
{
    CHECK(optimizer_states(Optimizer::sgd, 1, Parameters::weights).empty());
    CHECK(optimizer_states(Optimizer::momentum, 2, Parameters::biases) ==
          std::vector<TensorId>{{Tensor::optimizer_state, 2, TensorArray::of_biases}});
    CHECK(optimizer_states(Optimizer::adam, 3, Parameters::weights) ==
          std::vector<TensorId>{{Tensor::optimizer_state, 3, TensorArray::of_weights},
                                {Tensor::optimizer_state, 3, TensorArray::second_of_weights}});
}

TEST_CASE("weight decay adds its share of the weight to the gradient, and leaves biases alone")
{
    Training training = trained_with(Optimizer::sgd, 0.5);
    training.weight_decay = 0.25;
    // g = 1 + 0.25 * 8 = 3, w = 8 - 0.5 * 3
    CHECK(OptimizerStep(training, Parameters::weights)(8.0F, 1.0F, {}) == 6.5F);
    CHECK(OptimizerStep(training, Parameters::biases)(8.0F, 1.0F, {}) == 7.5F);
    CHECK(count_of(OptimizerStep(training, Parameters::weights).operations(), Operation::mac) == 2);
    CHECK(count_of(OptimizerStep(training, Parameters::biases).operations(), Operation::mac) == 1);
}

TEST_CASE("adam's corrections are those of the step's number")
{
    Training training = trained_with(Optimizer::adam, 1.0);
    training.beta1 = 0.5;
    training.beta2 = 0.75;
    training.epsilon = 1e-30;
    training.step = 2;
    std::array<float, 2> state{0.0F, 0.0F};
    // m = 0.5, v = 0.25; corrected by 1 - 0.5^2 and 1 - 0.75^2: (0.5 / 0.75) / sqrt(0.25 / 0.4375)
    const float after = OptimizerStep(training, Parameters::weights)(0.0F, 1.0F, state);
    CHECK(after == Approx(-0.881917).epsilon(1e-5));
}

}  // namespace deltasim::test::optimizer_step_test
