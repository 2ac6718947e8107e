// SPDX-License-Identifier: MIT
#include "experiment/batch/time_left.hpp"

#include <catch2/catch.hpp>

#include "experiment/run/expected_work.hpp"
#include "rooms.hpp"

namespace deltasim::test::time_left_test
{

TEST_CASE("points that are alike take as long as those that have ended")
{
    TimeLeft time_left;
    for (int i = 0; i < 20; ++i) time_left.ended(2e5 + i, 0.5);
    CHECK(time_left.left(std::vector<double>(100, 2e5), {}, 1) == Approx(50.0).epsilon(0.05));
    CHECK(time_left.left(std::vector<double>(100, 2e5), {}, 2) == Approx(25.0).epsilon(0.05));
    CHECK(time_left.left({}, {{2e5, 0.2, {}}}, 1) == Approx(0.3).epsilon(0.1));
    // The running simulation is the last one, whatever the number of processes.
    CHECK(time_left.left({}, {{2e5, 0.2, {}}}, 8) == Approx(0.3).epsilon(0.1));
}

TEST_CASE("a simulation of more work than any so far is expected to take longer in proportion, a shorter one less")
{
    TimeLeft time_left;
    for (int i = 0; i < 20; ++i) time_left.ended(1e6 + i, 1.02);
    CHECK(time_left.left({1e7}, {}, 1) == Approx(10.0).epsilon(0.3));
    CHECK(time_left.left({1e5}, {}, 1) == Approx(0.12).epsilon(0.3));
}

TEST_CASE("a short simulation that was slow for its work does not stand for long ones")
{
    TimeLeft time_left;
    for (int i = 0; i < 4; ++i) time_left.ended(2e4 + i, 0.06);
    const double before = time_left.left({2e7}, {}, 1);
    time_left.ended(3e4, 2.5);  // forty times as slow
    CHECK(time_left.left({2e7}, {}, 1) < 2.0 * before);
    CHECK(time_left.left({3e4}, {}, 1) > 5.0 * 0.06);  // for work of its own size the slow rate counts
}

TEST_CASE("before any has ended something is said, and one that takes longer than was thought is not as good as done")
{
    CHECK(TimeLeft().left({1e7}, {}, 1) == Approx(1e7 * seconds_a_unit).epsilon(0.1));
    CHECK(TimeLeft().left({}, {{1e5, 60.0, {}}}, 1) == Approx(30.0));
}

TEST_CASE("of simulations that fold no time left is told before one has ended")
{
    TimeLeft time_left;
    CHECK_FALSE(time_left.told({1e7}, {{1e7, 6.0, {}}}, 1, Engine::fold));
    CHECK(time_left.told({}, {{1e7, 9.0, known_share(Engine::step, 750, 1000)}}, 1, Engine::step) == Approx(3.0));
    time_left.ended(1e7, 8.0);
    CHECK(time_left.told({1e7}, {}, 1, Engine::fold) == time_left.left({1e7}, {}, 1));
}

TEST_CASE("where others want the processors too, all takes as many times as long")
{
    const double alone = TimeLeft().left({}, {{1e7, 2.0, {}, 2.0}}, 1);
    CHECK(TimeLeft().left({}, {{1e7, 6.0, {}, 2.0}}, 1) == Approx(3.0 * alone).epsilon(0.05));
    CHECK(TimeLeft().left({1e7}, {{1e7, 6.0, {}, 2.0}}, 1) == Approx(3.0 * (alone + 7.0)).epsilon(0.05));
    // A simulation that has just begun says nothing about its rate.
    CHECK(TimeLeft().left({}, {{1e7, 6.0, {}, 0.01}}, 1) == Approx(3.0));
}

TEST_CASE("where every step is simulated, the share of the steps is that of the time")
{
    CHECK(TimeLeft().left({}, {{1e7, 9.0, known_share(Engine::step, 750, 1000)}}, 1) == Approx(3.0));
    CHECK_FALSE(known_share(Engine::fold, 750, 1000));
}

TEST_CASE("expected work is the steps where all are simulated, and grows slowly where most are folded")
{
    Step step;
    Loop loop;
    loop.count = 1'000'000;
    loop.body.emplace_back(step);
    Loop outer;
    outer.count = 1'000;
    outer.body.emplace_back(loop);
    LoopNest nest;
    nest.body.body = {outer, step};
    const Program program{{nest, nest}};
    ProcessorConfig processor;
    CHECK(expected_work(program, processor, Engine::step) == Approx(2e9 + 2));
    CHECK(expected_work(program, processor, Engine::fold) < 1e4);
    processor.dram = DramConfig{DramDevice{}, {}, "rows"};
    CHECK(expected_work(program, processor, Engine::fold) == Approx(2e6 * 3.98).epsilon(0.01));
}

}  // namespace deltasim::test::time_left_test
