// SPDX-License-Identifier: MIT
#include "core/precision.hpp"

#include <catch2/catch.hpp>

#include "rooms.hpp"

namespace deltasim::test::precision_test
{

using enum Precision;

namespace
{

constexpr std::array every_precision{fp32, fp16, bf16, int16, int8};

}  // namespace

TEST_CASE("a word has the bits that its precision's name says")
{
    CHECK(bits_of(fp32) == 32);
    CHECK(bits_of(fp16) == 16);
    CHECK(bits_of(bf16) == 16);
    CHECK(bits_of(int16) == 16);
    CHECK(bits_of(int8) == 8);
    for (const Precision precision : every_precision) CHECK(bytes_of(precision) * 8 == bits_of(precision));
    CHECK(name_of(bf16) == "bf16");
}

TEST_CASE("integer sums are of 32 bits, floating-point ones of their own")
{
    CHECK(sum_bits(fp32) == 32);
    CHECK(sum_bits(fp16) == 16);
    CHECK(sum_bits(bf16) == 16);
    CHECK(sum_bits(int16) == 32);
    CHECK(sum_bits(int8) == 32);
}

TEST_CASE("of two precisions the wider computes, of two as wide the floating-point one, and fp32 for fp16 with bf16")
{
    CHECK(wider(fp32, fp16) == fp32);
    CHECK(wider(int16, fp32) == fp32);
    CHECK(wider(int8, fp16) == fp16);
    CHECK(wider(int8, int16) == int16);
    CHECK(wider(int16, fp16) == fp16);
    CHECK(wider(int16, bf16) == bf16);
    CHECK(wider(fp16, bf16) == fp32);
}

TEST_CASE("what several precisions are computed in depends neither on their order nor on their grouping")
{
    for (const Precision a : every_precision) {
        CHECK(wider(a, a) == a);
        for (const Precision b : every_precision) {
            CHECK(wider(a, b) == wider(b, a));
            CHECK(bits_of(wider(a, b)) >= std::max(bits_of(a), bits_of(b)));
            for (const Precision c : every_precision) CHECK(wider(wider(a, b), c) == wider(a, wider(b, c)));
        }
    }
}

}  // namespace deltasim::test::precision_test
