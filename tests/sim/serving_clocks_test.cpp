// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <cstdint>

#include "rooms.hpp"
#include "sim/memories/serving_clocks.hpp"

namespace deltasim::test::serving_clocks_test
{

TEST_CASE("every clock serves where nothing is refreshed")
{
    const ServingClocks clocks;
    CHECK(clocks.first_from(0) == 0);
    CHECK(clocks.first_from(12) == 12);
    CHECK(clocks.later(12, 5) == 17);
    CHECK(clocks.distances(12, 1) == 0);
    CHECK(clocks.distances(12, 4) == 0 + 1 + 2 + 3);
}

TEST_CASE("clocks that serve are all but the multiples of the refresh interval")
{
    for (std::uint64_t interval = 2; interval < 12; ++interval) {
        const ServingClocks clocks(interval);
        const auto serves = [&](std::uint64_t clock) { return clock == 0 || clock % interval != 0; };
        for (std::uint64_t begin = 0; begin < 4 * interval; ++begin) {
            INFO("interval " << interval << ", from " << begin);
            const std::uint64_t first = serves(begin) ? begin : begin + 1;
            REQUIRE(clocks.first_from(begin) == first);
            std::uint64_t clock = first;
            std::uint64_t distances = 0;
            for (std::uint64_t further = 0; further < 40; ++further) {
                REQUIRE(clocks.later(first, further) == clock);
                distances += clock - first;
                REQUIRE(clocks.distances(first, further + 1) == distances);
                do ++clock;
                while (!serves(clock));
            }
        }
    }
}

}  // namespace deltasim::test::serving_clocks_test
