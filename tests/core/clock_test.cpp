// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "core/checked.hpp"
#include "core/clock.hpp"
#include "rooms.hpp"

namespace deltasim::test::clock_test
{

TEST_CASE("the tick of 200 and 1200 MHz is 1/1200 us")
{
    const TimeBase base({200'000'000, 1'200'000'000});
    CHECK(base.ticks_per_second() == 1'200'000'000);
    CHECK(base.clock(1'200'000'000).period() == Ticks(1));
    CHECK(base.clock(200'000'000).period() == Ticks(6));
    CHECK(base.seconds(Ticks(1200)).value() == Approx(1e-6).epsilon(1e-15));
}

TEST_CASE("a tick is the largest period that divides every clock's")
{
    const TimeBase base({400'000'000, 600'000'000, 250'000'000});
    CHECK(base.ticks_per_second() == 6'000'000'000);  // 24, 10 and 15 ticks a period have no common factor
    CHECK(base.clock(250'000'000).period() == Ticks(24));
    CHECK(base.clock(600'000'000).period() == Ticks(10));
    CHECK(base.clock(400'000'000).period() == Ticks(15));
    CHECK(TimeBase({7}).ticks_per_second() == 7);
    CHECK(TimeBase({7, 7, 7}).clock(7).period() == Ticks(1));
}

TEST_CASE("a tick rate beyond 63 bits is refused")
{
    // Two primes just below 2^32: their product fits 64 bits, not 63.
    CHECK_THROWS_WITH(TimeBase({4'294'967'291, 4'294'967'279}), "the clocks' common tick rate does not fit 63 bits");
    CHECK_THROWS_AS(TimeBase({4'294'967'291, 4'294'967'279, 4'294'967'231}), OverflowError);
    // 2^31 - 1 is prime too: (2^31 - 1) (2^32 - 5) = 2^63 - 7 * 2^31 + 5 is just below.
    CHECK(TimeBase({2'147'483'647, 4'294'967'291}).ticks_per_second() == 9'223'372'021'822'390'277);
}

TEST_CASE("a clock's edges are the multiples of its period")
{
    const Clock clock(Ticks(6));
    CHECK(clock.ticks(Cycles(0)) == Ticks(0));
    CHECK(clock.ticks(Cycles(7)) == Ticks(42));
    CHECK(clock.cycle_at_or_after(Ticks(0)) == Cycles(0));
    CHECK(clock.cycle_at_or_after(Ticks(1)) == Cycles(1));
    CHECK(clock.cycle_at_or_after(Ticks(6)) == Cycles(1));
    CHECK(clock.cycle_at_or_after(Ticks(7)) == Cycles(2));
    CHECK(clock.edge_at_or_after(Ticks(0)) == Ticks(0));
    CHECK(clock.edge_at_or_after(Ticks(5)) == Ticks(6));
    CHECK(clock.edge_at_or_after(Ticks(12)) == Ticks(12));
    CHECK(clock.edge_at_or_after(Ticks(13)) == Ticks(18));
}

TEST_CASE("the first edge of all is at 0, however long before that the time is")
{
    for (const std::int64_t period : {1, 2, 7, 1000}) {
        const Clock clock{Ticks(period)};
        for (const std::int64_t time : {-1, -2, -6, -7, -8, -999, -1000, -1001, -2'000'000'000}) {
            CHECK(clock.cycle_at_or_after(Ticks(time)) == Cycles(0));
            CHECK(clock.edge_at_or_after(Ticks(time)) == Ticks(0));
        }
    }
}

TEST_CASE("the next edge is the first one that is not before a time, at any period")
{
    for (const std::int64_t period : {1, 2, 3, 5, 6, 7, 64, 1000, 999'983}) {
        const Clock clock{Ticks(period)};
        for (const std::int64_t base : {std::int64_t{0}, std::int64_t{1'000'000}, std::int64_t{1} << 60}) {
            for (std::int64_t offset = 0; offset < 100; ++offset) {
                const Ticks time(base + offset);
                const Ticks edge = clock.edge_at_or_after(time);
                CAPTURE(period, time.value(), edge.value());
                REQUIRE(edge >= time);
                REQUIRE(edge - time < clock.period());
                REQUIRE(edge.value() % period == 0);
                REQUIRE(clock.ticks(clock.cycle_at_or_after(time)) == edge);
            }
        }
    }
}

TEST_CASE("a clock made of nothing has an edge at every tick")
{
    CHECK(Clock().period() == Ticks(1));
    CHECK(Clock().cycle_at_or_after(Ticks(123)) == Cycles(123));
    CHECK(Clock() == Clock(Ticks(1)));
}

}  // namespace deltasim::test::clock_test
