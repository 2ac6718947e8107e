// SPDX-License-Identifier: MIT
#include "experiment/batch/simulation_pool.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "rooms.hpp"

namespace deltasim::test::simulation_pool_test
{

namespace
{

using std::chrono::duration;

/// Waits until all running simulations have ended.
std::map<std::size_t, SimulationPool::Ended> ended(SimulationPool& pool, std::optional<duration<double>> longest = {})
{
    std::map<std::size_t, SimulationPool::Ended> all;
    while (!pool.empty()) {
        for (const SimulationPool::Ended& one : pool.wait(longest)) all[one.number] = one;
    }
    return all;
}

}  // namespace

TEST_CASE("simulations of a pool run as many at a time as there are jobs, and end with what they found")
{
    SimulationPool pool(2, Engine::fold);
    for (const std::size_t number : {7, 3}) {
        CHECK(pool.has_room());
        CHECK(pool.start(number, {1.0, 10},
                         [number](os::ChildChannel& channel) { channel.result("found " + std::to_string(number)); }));
    }
    CHECK(!pool.has_room());
    CHECK(pool.size() == 2);
    const auto all = ended(pool);
    REQUIRE(all.size() == 2);
    CHECK(all.at(7).result == "found 7");
    CHECK(all.at(3).result == "found 3");
    CHECK(pool.has_room());
}

TEST_CASE("a simulation of a pool that fails says why, and one that takes too long is stopped")
{
    SimulationPool pool(3, Engine::fold);
    CHECK(pool.start(0, {1.0, 10}, [](os::ChildChannel&) { throw std::runtime_error("no such machine"); }));
    CHECK(pool.start(1, {1.0, 10}, [](os::ChildChannel&) { std::this_thread::sleep_for(std::chrono::minutes(10)); }));
    const auto all = ended(pool, duration<double>(1.0));
    REQUIRE(all.size() == 2);
    CHECK(!all.at(0).result);
    CHECK(all.at(0).failure == "no such machine");
    CHECK(!all.at(0).too_long);
    CHECK(!all.at(1).result);
    CHECK(all.at(1).too_long);
}

TEST_CASE("a pool tells the time that is left once a simulation that folds has ended")
{
    SimulationPool pool(1, Engine::fold);
    CHECK(!pool.seconds_left({5.0}));
    CHECK(pool.start(0, {5.0, 10}, [](os::ChildChannel& channel) {
        channel.progress(4);
        channel.result("");
    }));
    ended(pool);
    CHECK(pool.steps_done() == 0);  // none is running
    CHECK(pool.seconds_left({5.0}));
    CHECK(pool.seconds_left({}) == 0.0);
}

}  // namespace deltasim::test::simulation_pool_test
