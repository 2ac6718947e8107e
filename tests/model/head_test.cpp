// SPDX-License-Identifier: MIT
#include "model/head.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

#include "core/checked.hpp"
#include "model/random_head.hpp"

namespace deltasim::test
{

TEST_CASE("a head knows its widths from the features to the classes")
{
    const Head head = head_of({5, 4, 3}, Activation::relu, Activation::softmax);
    CHECK(head.depth() == 2);
    CHECK(head.features() == 5);
    CHECK(head.classes() == 3);
    CHECK(head.width(0) == 5);
    CHECK(head.width(1) == 4);
    CHECK(head.width(2) == 3);
    CHECK(head.layer(1) == Layer{5, 4, Activation::relu});
    CHECK(head.layer(2) == Layer{4, 3, Activation::softmax});
}

TEST_CASE("tensors have the sizes of their layers")
{
    const Head head = head_of({5, 4, 3}, Activation::hard_swish, Activation::softmax);
    CHECK(head.words({Tensor::weight, 1}) == 20);
    CHECK(head.words({Tensor::weight, 2}) == 12);
    CHECK(head.words({Tensor::gradient, 2}) == 12);
    CHECK(head.words({Tensor::bias, 1}) == 4);
    CHECK(head.words({Tensor::activation, 0}) == 5);
    CHECK(head.words({Tensor::activation, 2}) == 3);
    CHECK(head.words({Tensor::preactivation, 1}) == 4);
    CHECK(head.words({Tensor::delta, 1}) == 4);
    CHECK(head.words({Tensor::target, 2}) == 3);
}

TEST_CASE("the size of optimizer state is not the head's to know")
{
    const Head head = head_of({5, 4}, Activation::relu, Activation::softmax);
    CHECK_THROWS_AS(head.words({Tensor::optimizer_state, 1}), std::logic_error);
}

TEST_CASE("a tensor whose words do not fit 64 bits is an overflow")
{
    const std::uint64_t wide = std::uint64_t{1} << 32U;
    CHECK_THROWS_AS(head_of({wide, wide}, Activation::none, Activation::none).words({Tensor::weight, 1}),
                    OverflowError);
    CHECK(head_of({wide, wide - 1}, Activation::none, Activation::none).words({Tensor::weight, 1}) ==
          wide * (wide - 1));
}

TEST_CASE("a head's tensors are each named once, preactivations only where f' needs z")
{
    Head head = head_of({5, 4, 3}, Activation::relu, Activation::softmax);
    std::vector<TensorId> expected{{Tensor::weight, 1},     {Tensor::weight, 2},     {Tensor::bias, 1},
                                   {Tensor::bias, 2},       {Tensor::activation, 0}, {Tensor::activation, 1},
                                   {Tensor::activation, 2}, {Tensor::target, 2},     {Tensor::delta, 1},
                                   {Tensor::delta, 2}};
    CHECK_THAT(head.tensors(), Catch::Matchers::UnorderedEquals(expected));
    head.layers[0].activation = Activation::hard_swish;
    expected.push_back({Tensor::preactivation, 1});
    CHECK_THAT(head.tensors(), Catch::Matchers::UnorderedEquals(expected));
}

}  // namespace deltasim::test
