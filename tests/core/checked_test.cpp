// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <limits>

#include "core/checked.hpp"
#include "rooms.hpp"

namespace deltasim::test::checked_test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32U;

}  // namespace

TEST_CASE("a checked sum is exact up to 64 bits and throws beyond")
{
    CHECK(checked_add(0, 0) == 0);
    CHECK(checked_add(most - 1, 1) == most);
    CHECK(checked_add(most, 0) == most);
    CHECK_THROWS_AS(checked_add(most, 1), OverflowError);
    CHECK_THROWS_AS(checked_add(most, most), OverflowError);
    CHECK_THROWS_WITH(checked_add(1, most), "1 + 18446744073709551615 does not fit 64 bits");
}

TEST_CASE("a checked product is exact up to 64 bits and throws beyond")
{
    CHECK(checked_multiply(0, most) == 0);
    CHECK(checked_multiply(1, most) == most);
    CHECK(checked_multiply(two_to_32 - 1, two_to_32 + 1) == most);
    CHECK_THROWS_AS(checked_multiply(two_to_32, two_to_32), OverflowError);
    CHECK_THROWS_WITH(checked_multiply(most, 2), "18446744073709551615 * 2 does not fit 64 bits");
}

TEST_CASE("an overflow is an overflow_error of the standard library")
{
    CHECK_THROWS_AS(checked_add(most, 1), std::overflow_error);
}

TEST_CASE("dividing up covers the whole with as few parts as do")
{
    CHECK(divide_up(0, 4) == 0);
    CHECK(divide_up(1, 4) == 1);
    CHECK(divide_up(4, 4) == 1);
    CHECK(divide_up(5, 4) == 2);
    CHECK(divide_up(most, 1) == most);
    CHECK(divide_up(most, 2) == std::uint64_t{1} << 63U);
    CHECK(divide_up(most, most) == 1);
    CHECK(divide_up(1, most) == 1);
}

TEST_CASE("rounding up goes to the next multiple, or throws where that does not fit")
{
    CHECK(round_up(0, 64) == 0);
    CHECK(round_up(1, 64) == 64);
    CHECK(round_up(64, 64) == 64);
    CHECK(round_up(65, 64) == 128);
    CHECK(round_up(7, 3) == 9);
    CHECK(round_up(most, 1) == most);
    CHECK(round_up(most, 5) == most);  // 2^64 - 1 = 3 * 5 * 17 * ...
    CHECK_THROWS_AS(round_up(most, 2), OverflowError);
    CHECK_THROWS_AS(round_up(most - 1, 4), OverflowError);
}

}  // namespace deltasim::test::checked_test
