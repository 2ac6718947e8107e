// SPDX-License-Identifier: MIT
#include "search/work_through.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rooms.hpp"

namespace deltasim::test::work_through_test
{

namespace
{

const auto nothing_told = [] {};

}  // namespace

TEST_CASE("each piece of work is done once, by as many threads as are wanted")
{
    for (const std::uint64_t threads : {1U, 2U, 5U}) {
        for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
            std::vector<std::atomic<int>> done(count);
            CHECK(search::work_through(
                      count, {.threads = threads}, [&](std::size_t n) { ++done[n]; }, nothing_told) == count);
            for (const std::atomic<int>& times : done) CHECK(times == 1);
        }
    }
}

TEST_CASE("after the end no other piece begins, except those that are done in any case")
{
    std::atomic<std::size_t> done = 0;
    const search::WorkLimits limits{.threads = 2, .in_any_case = 7, .end = search::Clock::now()};
    const std::size_t called = search::work_through(
        1000, limits, [&](std::size_t) { ++done; }, nothing_told);
    CHECK(called == 7);
    CHECK(done == 7);

    const auto slow = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
    const auto end = search::Clock::now() + std::chrono::milliseconds(20);
    const std::size_t some = search::work_through(1'000'000, {.threads = 2, .end = end}, slow, nothing_told);
    CHECK(some > 0);
    CHECK(some < 1'000'000);
}

TEST_CASE("what a piece throws, or whoever is told, ends the work and comes out of it")
{
    std::atomic<std::size_t> done = 0;
    const auto fails = [&](std::size_t n) {
        if (n == 5) throw std::runtime_error("piece 5");
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        ++done;
    };
    CHECK_THROWS_WITH(search::work_through(1'000'000, {.threads = 3}, fails, nothing_told), "piece 5");
    CHECK(done < 1'000'000);

    const auto goes_on = [](std::size_t) { std::this_thread::sleep_for(std::chrono::milliseconds(1)); };
    const auto interrupts = [] { throw std::runtime_error("told"); };
    CHECK_THROWS_WITH(search::work_through(1'000'000, {.threads = 2}, goes_on, interrupts), "told");
}

}  // namespace deltasim::test::work_through_test
