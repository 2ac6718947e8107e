// SPDX-License-Identifier: MIT
#include "core/half_precision.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

#include "rooms.hpp"

namespace deltasim::test::half_precision_test
{

namespace
{

/// The nearest number of a format with `digits` binary digits and least exponent `least`, by double precision.
double nearest(double value, int digits, int least)
{
    int exponent = 0;
    std::frexp(value, &exponent);
    const double spacing = std::ldexp(1.0, std::max(exponent - digits, least));
    return std::nearbyint(value / spacing) * spacing;
}

}  // namespace

TEST_CASE("every fp16 and bf16 is its own nearest, and comes back from its bits")
{
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float fp16 = from_fp16(half);
        const float bf16 = from_bf16(half);
        if (std::isnan(fp16)) {
            CHECK(std::isnan(round_to_fp16(fp16)));
        } else {
            REQUIRE(to_fp16(fp16) == half);
            REQUIRE(std::bit_cast<std::uint32_t>(round_to_fp16(fp16)) == std::bit_cast<std::uint32_t>(fp16));
        }
        if (std::isnan(bf16)) {
            CHECK(std::isnan(round_to_bf16(bf16)));
        } else {
            REQUIRE(to_bf16(bf16) == half);
        }
    }
}

TEST_CASE("fp32 is rounded to the nearest, of two as near to the even one")
{
    std::mt19937_64 engine(5);
    for (int i = 0; i < 300'000; ++i) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(engine() >> 32U));
        if (!std::isfinite(value)) continue;
        const double fp16 = nearest(value, 11, -24);
        const double expected = std::abs(fp16) > 65504.0 ? std::copysign(INFINITY, value) : fp16;
        REQUIRE(static_cast<double>(round_to_fp16(value)) == expected);
        const double bf16 = nearest(value, 8, -133);
        if (std::abs(bf16) < 3.39e38) REQUIRE(static_cast<double>(round_to_bf16(value)) == bf16);
    }
    CHECK(round_to_fp16(65519.0F) == 65504.0F);
    CHECK(std::isinf(round_to_fp16(65520.0F)));
    CHECK(round_to_fp16(0x1p-25F) == 0.0F);        // halfway to the least number, and 0 is even
    CHECK(round_to_fp16(0x1.8p-24F) == 0x1p-23F);  // halfway between 1 and 2 of them
    CHECK(std::signbit(round_to_fp16(-0x1p-30F)));
}

}  // namespace deltasim::test::half_precision_test
