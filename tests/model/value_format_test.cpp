// SPDX-License-Identifier: MIT
#include "model/value_format.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

#include "rooms.hpp"

namespace deltasim::test::value_format_test
{

TEST_CASE("whole numbers are codes times a scale, and end at the largest code on both sides")
{
    const ValueFormat int8{Precision::int8, Rounding::nearest, 0.25F};
    CHECK(int8(1.1F, 0) == 1.0F);
    CHECK(int8(1.125F, 0) == 1.0F);  // 4.5 codes: to the even one
    CHECK(int8(1.375F, 0) == 1.5F);
    CHECK(int8(1000.0F, 0) == 127 * 0.25F);
    CHECK(int8(-1000.0F, 0) == -127 * 0.25F);
    CHECK(int8(NAN, 0) == 0.0F);
    const ValueFormat int16{Precision::int16, Rounding::nearest, 0.5F};
    CHECK(int16(1e9F, 0) == 32767 * 0.5F);
}

TEST_CASE("stochastic rounding takes one of the two neighbours, and its mean is the number")
{
    for (const Precision precision : {Precision::int8, Precision::int16, Precision::fp16, Precision::bf16}) {
        for (const float value : {1.30078125F + 0.001F, -2.7F, 0.0123F}) {
            CAPTURE(name_of(precision), value);
            const ValueFormat format{precision, Rounding::stochastic, 0x1p-5F, 77};
            std::set<float> seen;
            double sum = 0.0;
            constexpr int draws = 200'000;
            for (int word = 0; word < draws; ++word) {
                const float rounded = format(value, static_cast<std::uint64_t>(word));
                seen.insert(rounded);
                sum += static_cast<double>(rounded);
            }
            REQUIRE(seen.size() == 2);
            CHECK(*seen.begin() < value);
            CHECK(*seen.rbegin() > value);
            const double spacing = static_cast<double>(*seen.rbegin()) - static_cast<double>(*seen.begin());
            // Four standard deviations of the mean of this many draws.
            CHECK(std::abs(sum / draws - static_cast<double>(value)) < 4 * 0.5 * spacing / std::sqrt(draws));
            const float exact = format.nearest(value);
            CHECK(format(exact, 3) == exact);
        }
    }
}

TEST_CASE("products of whole numbers keep their upper 16 bits, and their sums are exact")
{
    const Products small{Precision::int8, 1.0};
    CHECK(small(127.0F, -127.0F) == -16129.0F);
    const Products large{Precision::int16, 32768.0};  // 30 bits, of which 15 are dropped
    CHECK(large(32767.0F, 32767.0F) == 32766.0F * 32768.0F);
    double sum = 0.0;
    for (int i = 0; i < 60'000; ++i) large.add(sum, large(32767.0F, 32767.0F));
    CHECK(sum == 60'000.0 * 32766.0 * 32768.0);
}

TEST_CASE("products of narrow floating-point numbers are rounded to their type, sums to fp32")
{
    const Products fp16{Precision::fp16};
    CHECK(fp16(1.0009765625F, 1.0009765625F) == 1.001953125F);  // (1 + 2^-10)^2
    double sum = 1.0;
    fp16.add(sum, 0x1p-23F);
    CHECK(sum == 1.0 + 0x1p-23);
    fp16.add(sum, 0x1p-30F);
    CHECK(sum == 1.0 + 0x1p-23);
}

}  // namespace deltasim::test::value_format_test
