// SPDX-License-Identifier: MIT
#include "energy/savings.hpp"

#include <catch2/catch.hpp>

#include <limits>

#include "rooms.hpp"

namespace deltasim::test::savings_test
{

TEST_CASE("savings are a ratio, the ratio less one, and a percentage of the baseline")
{
    const std::optional<Savings> quarter = savings(8.0, 2.0);
    REQUIRE(quarter);
    CHECK(quarter->ratio == 4.0);
    CHECK(quarter->x == 3.0);
    CHECK(quarter->percent == 75.0);
}

TEST_CASE("the baseline saves nothing over itself")
{
    const std::optional<Savings> same = savings(3.0, 3.0);
    REQUIRE(same);
    CHECK(same->ratio == 1.0);
    CHECK(same->x == 0.0);
    CHECK(same->percent == 0.0);
}

TEST_CASE("what takes more than the baseline saves less than nothing")
{
    const std::optional<Savings> worse = savings(2.0, 8.0);
    REQUIRE(worse);
    CHECK(worse->ratio == 0.25);
    CHECK(worse->x == -0.75);
    CHECK(worse->percent == -300.0);
}

TEST_CASE("there are no savings without two positive numbers")
{
    CHECK_FALSE(savings(0.0, 1.0));
    CHECK_FALSE(savings(1.0, 0.0));
    CHECK_FALSE(savings(-1.0, 1.0));
    CHECK_FALSE(savings(1.0, -1.0));
    CHECK_FALSE(savings(std::numeric_limits<double>::quiet_NaN(), 1.0));
    CHECK_FALSE(savings(1.0, std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace deltasim::test::savings_test
