// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <limits>
#include <random>
#include <vector>

#include "core/divisor.hpp"
#include "rooms.hpp"

namespace deltasim::test::divisor_test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

/// Zero, one, the powers of two and their neighbours, the largest numbers.
std::vector<std::uint64_t> edge_values()
{
    std::vector<std::uint64_t> values{0, most, most - 1, most / 3, most / 3 + 1, 1'200'000'000, 10'000'000'019};
    for (unsigned bit = 0; bit < 64; ++bit) {
        const std::uint64_t power = std::uint64_t{1} << bit;
        values.insert(values.end(), {power - 1, power, power + 1});
    }
    return values;
}

/// One check for millions of divisions: only a wrong one is reported.
void compare(const Divisor& divisor, std::uint64_t dividend)
{
    const std::uint64_t value = divisor.value();
    if (divisor.divide(dividend) == dividend / value && divisor.remainder(dividend) == dividend % value) return;
    CAPTURE(dividend, value);
    CHECK(divisor.divide(dividend) == dividend / value);
    CHECK(divisor.remainder(dividend) == dividend % value);
}

}  // namespace

TEST_CASE("a divisor divides every pair of edge values as the processor does")
{
    const std::vector<std::uint64_t> values = edge_values();
    for (const std::uint64_t value : values) {
        if (value == 0) continue;
        const Divisor divisor(value);
        for (const std::uint64_t dividend : values) compare(divisor, dividend);
    }
    SUCCEED();
}

TEST_CASE("a divisor is right on both sides of each multiple of itself")
{
    std::mt19937_64 random(1);
    for (int round = 0; round < 300'000; ++round) {
        const std::uint64_t value = (random() >> (random() % 64)) | 1U;
        const std::uint64_t multiple = value * (random() % (most / value) + 1);
        const Divisor divisor(value);
        compare(divisor, multiple - 1);
        compare(divisor, multiple);
        compare(divisor, multiple + (multiple < most ? 1 : 0));
    }
    SUCCEED();
}

TEST_CASE("a divisor divides random numbers of every magnitude as the processor does")
{
    std::mt19937_64 random(2);
    for (int round = 0; round < 1'000'000; ++round) {
        std::uint64_t value = random() >> (random() % 64);
        if (value == 0) value = 1;
        compare(Divisor(value), random() >> (random() % 64));
    }
    SUCCEED();
}

TEST_CASE("a divisor made of nothing divides by one")
{
    CHECK(Divisor() == Divisor(1));
    CHECK(Divisor().divide(most) == most);
    CHECK(Divisor().remainder(most) == 0);
    STATIC_REQUIRE(Divisor(7).divide(100) == 14);
    STATIC_REQUIRE(Divisor(7).remainder(100) == 2);
}

}  // namespace deltasim::test::divisor_test
