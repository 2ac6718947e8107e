// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <initializer_list>
#include <limits>

#include "core/counts.hpp"
#include "rooms.hpp"

namespace deltasim::test::counts_test
{

namespace
{

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

Counts counts_of(std::initializer_list<std::uint64_t> values)
{
    Counts counts(values.size());
    std::size_t i = 0;
    for (const std::uint64_t value : values) counts[i++] = value;
    return counts;
}

}  // namespace

TEST_CASE("counters begin at zero")
{
    CHECK(Counts().size() == 0);
    CHECK(Counts(3).size() == 3);
    CHECK(Counts(3) == counts_of({0, 0, 0}));
}

TEST_CASE("counts add, subtract and multiply counter by counter")
{
    const Counts a = counts_of({1, 20, 0});
    const Counts b = counts_of({4, 5, 6});
    CHECK(a + b == counts_of({5, 25, 6}));
    CHECK((a + b) - a == b);
    CHECK(a * 3 == counts_of({3, 60, 0}));
    CHECK(a * 0 == Counts(3));
    CHECK_FALSE(a == b);
    CHECK_FALSE(Counts(2) == Counts(3));
}

TEST_CASE("n times a difference is the sum of n differences")
{
    const Counts before = counts_of({7, 0, 100});
    const Counts after = counts_of({9, 0, 175});
    Counts sum(3);
    for (int round = 0; round < 1000; ++round) sum += after - before;
    CHECK(sum == (after - before) * 1000);
}

TEST_CASE("no counter wraps")
{
    Counts counts = counts_of({0, most});
    CHECK_THROWS_AS(counts += counts_of({0, 1}), OverflowError);
    CHECK_THROWS_AS(counts_of({most / 2 + 1, 0}) * 2, OverflowError);
    CHECK(counts_of({most / 2, 0}) * 2 == counts_of({most - 1, 0}));
}

}  // namespace deltasim::test::counts_test
