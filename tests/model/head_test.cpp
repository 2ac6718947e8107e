// SPDX-License-Identifier: MIT
#include "model/head.hpp"

#include <catch2/catch.hpp>

#include "core/checked.hpp"
#include "model/random_head.hpp"
#include "rooms.hpp"

namespace deltasim::test::head_test
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

TEST_CASE("a layer has as many weights as inputs times outputs")
{
    const Head head = head_of({5, 4, 3}, Activation::hard_swish, Activation::softmax);
    CHECK(head.weights(1) == 20);
    CHECK(head.weights(2) == 12);
}

TEST_CASE("weights whose number does not fit 64 bits are an overflow")
{
    const std::uint64_t wide = std::uint64_t{1} << 32U;
    CHECK_THROWS_AS(head_of({wide, wide}, Activation::none, Activation::none).weights(1), OverflowError);
    CHECK(head_of({wide, wide - 1}, Activation::none, Activation::none).weights(1) == wide * (wide - 1));
}

}  // namespace deltasim::test::head_test
