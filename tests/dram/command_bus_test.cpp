// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "dram/command_bus.hpp"
#include "rooms.hpp"

namespace deltasim::test::command_bus_test
{

namespace
{

std::int64_t reserve(CommandBus& bus, std::int64_t earliest) { return bus.reserve(Cycles(earliest)).value(); }

}  // namespace

TEST_CASE("a free clock is taken as asked")
{
    CommandBus bus;
    CHECK(reserve(bus, 0) == 0);
    CHECK(reserve(bus, 5) == 5);
    CHECK(reserve(bus, 1'000'000) == 1'000'000);
}

TEST_CASE("a taken clock gives the next free one")
{
    CommandBus bus;
    for (const std::int64_t clock : {3, 4, 6}) CHECK(reserve(bus, clock) == clock);
    CHECK(reserve(bus, 3) == 5);
    CHECK(reserve(bus, 3) == 7);
    CHECK(reserve(bus, 6) == 8);
}

TEST_CASE("commands slip in before later ones that have their clocks already")
{
    CommandBus bus;
    CHECK(reserve(bus, 40) == 40);
    CHECK(reserve(bus, 12) == 12);
    CHECK(reserve(bus, 12) == 13);
    CHECK(reserve(bus, 40) == 41);
}

TEST_CASE("a run of taken clocks is passed over, however long")
{
    CommandBus bus;
    for (std::int64_t clock = 0; clock < 500; ++clock) CHECK(reserve(bus, clock) == clock);
    CHECK(reserve(bus, 480) == 500);
}

TEST_CASE("no clock is given twice, and none before it is asked for")
{
    CommandBus bus;
    std::mt19937 random(1);
    std::set<std::int64_t> taken;
    std::int64_t now = 0;
    for (int i = 0; i < 10'000; ++i) {
        now += static_cast<std::int64_t>(random() % (i % 100 == 0 ? 200 : 3));
        const std::int64_t earliest = now + static_cast<std::int64_t>(random() % 30);
        const std::int64_t clock = reserve(bus, earliest);
        REQUIRE(clock >= earliest);
        REQUIRE(taken.insert(clock).second);
        for (std::int64_t before = earliest; before < clock; ++before) REQUIRE(taken.count(before) == 1);
    }
}

}  // namespace deltasim::test::command_bus_test
