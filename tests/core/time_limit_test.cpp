// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/checked.hpp"
#include "core/time_limit.hpp"
#include "rooms.hpp"

namespace deltasim::test::time_limit_test
{

TEST_CASE("time may go on to the limit and no further")
{
    const TimeLimit limit(1'000'000'000'000'000'000);
    CHECK_NOTHROW(limit.check(Ticks(0)));
    CHECK_NOTHROW(limit.check(TimeLimit::latest));
    CHECK_THROWS_AS(limit.check(TimeLimit::latest + Ticks(1)), OverflowError);
    CHECK_NOTHROW(limit.check_sum(Ticks(-7), TimeLimit::latest));
    CHECK_NOTHROW(limit.check_sum(TimeLimit::latest - Ticks(5), Ticks(5)));
    CHECK_THROWS_AS(limit.check_sum(TimeLimit::latest - Ticks(5), Ticks(6)), OverflowError);
    // A sum that would not fit 63 bits.
    CHECK_THROWS_AS(limit.check_sum(TimeLimit::latest, Ticks(std::int64_t{1} << 62)), OverflowError);
}

TEST_CASE("a run beyond the limit is refused with the seconds that there are")
{
    // 2^62 ticks of 10^-18 s.
    CHECK_THROWS_WITH(TimeLimit(1'000'000'000'000'000'000).refuse(),
                      "the run takes more than 4.612 s at 1000000000000000000 ticks a second; choose clocks with "
                      "smaller common multiples");
}

}  // namespace deltasim::test::time_limit_test
