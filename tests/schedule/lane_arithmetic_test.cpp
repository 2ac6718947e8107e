// SPDX-License-Identifier: MIT
#include "schedule/lane_arithmetic.hpp"

#include <catch2/catch.hpp>

#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::lane_arithmetic_test
{

namespace
{

OutputDelta output_delta(Activation output, Loss loss)
{
    return {head_of({3, 2}, Activation::relu, output), {loss, 0.01, 1, 1}};
}

}  // namespace

TEST_CASE("the slope of hard_swish comes from z, that of the others from a")
{
    const auto source = [](Activation f) { return NodeSlope(head_of({3, 2, 2}, f, f), Training{}, 1).source(); };
    CHECK(source(Activation::hard_swish) == Tensor::preactivation);
    CHECK(source(Activation::gelu) == Tensor::preactivation);
    CHECK(source(Activation::relu) == Tensor::activation);
    CHECK(source(Activation::tanh) == Tensor::activation);
}

TEST_CASE("the delta of softmax_cross_entropy is a - t, whatever the activation")
{
    for (const Activation f : {Activation::softmax, Activation::sigmoid, Activation::hard_swish}) {
        const OutputDelta delta = output_delta(f, Loss::softmax_cross_entropy);
        CHECK(delta.source() == Tensor::activation);
        CHECK(delta(0.75F, 1.0F, 0) == -0.25F);
        CHECK(delta.operations() == lane_operations(0, 1, 0));
    }
}

TEST_CASE("the delta of squared_error is (a - t) f'")
{
    CHECK(output_delta(Activation::none, Loss::squared_error)(3.0F, 1.0F, 0) == 2.0F);
    CHECK(output_delta(Activation::relu, Loss::squared_error)(0.0F, 1.0F, 0) == 0.0F);
    // a = 0.5: f' = 0.5 * 0.5
    CHECK(output_delta(Activation::sigmoid, Loss::squared_error)(0.5F, 1.0F, 0) == -0.125F);
    CHECK(output_delta(Activation::sigmoid, Loss::squared_error).source() == Tensor::activation);
}

TEST_CASE("the delta of squared_error under hard_swish comes from z alone")
{
    const OutputDelta delta = output_delta(Activation::hard_swish, Loss::squared_error);
    CHECK(delta.source() == Tensor::preactivation);
    // z = 1.5: a = 1.5 * 4.5 / 6 = 1.125, f' = (2 * 1.5 + 3) / 6 = 1
    CHECK(delta(1.5F, 1.0F, 0) == Approx(0.125F));
    // z = 5 is past the bend: a = 5, f' = 1
    CHECK(delta(5.0F, 1.0F, 0) == Approx(4.0F));
}

}  // namespace deltasim::test::lane_arithmetic_test
