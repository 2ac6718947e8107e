// SPDX-License-Identifier: MIT
#include "experiment/store/pareto_front.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "model/random_head.hpp"
#include "rooms.hpp"

// Tests the Pareto front.

namespace deltasim::test::pareto_front_test
{

TEST_CASE("a front leaves out what another of its kind beats, and keeps what is alike")
{
    CHECK(pareto_front({}).empty());
    const std::vector<FrontPoint> points{{"a", 0, {1.0, 5.0}}, {"a", 1, {2.0, 5.0}}, {"a", 2, {3.0, 1.0}},
                                         {"a", 3, {1.0, 5.0}}, {"b", 4, {9.0, 9.0}}, {"a", 5, {2.0, 4.0}}};
    CHECK(pareto_front(points) == std::vector<std::size_t>{0, 2, 3, 4, 5});
}

TEST_CASE("a front of three figures covers every point and beats none of its own")
{
    const auto seed = GENERATE(range(std::uint64_t{1}, std::uint64_t{30}));
    RandomSource random(seed);
    INFO("seed " << seed);
    std::vector<FrontPoint> points;
    const std::uint64_t count = random.between(1, 60);
    for (std::uint64_t i = 0; i < count; ++i) {
        FrontPoint point{random.between(0, 1) == 0 ? "a" : "b", points.size(), {}};
        for (int f = 0; f < 3; ++f) point.figures.push_back(static_cast<double>(random.between(0, 6)));
        points.push_back(point);
    }
    const std::vector<std::size_t> places = pareto_front(points);
    const std::set<std::size_t> front(places.begin(), places.end());
    const auto no_worse = [&](const FrontPoint& a, const FrontPoint& b) {
        return a.kind == b.kind && a.figures[0] <= b.figures[0] && a.figures[1] <= b.figures[1] &&
               a.figures[2] <= b.figures[2];
    };
    for (const FrontPoint& point : points) {
        const bool beaten = std::any_of(points.begin(), points.end(), [&](const FrontPoint& other) {
            return no_worse(other, point) && other.figures != point.figures;
        });
        CHECK(front.contains(point.place) == !beaten);
        CHECK(std::any_of(places.begin(), places.end(),
                          [&](std::size_t place) { return no_worse(points[place], point); }));
    }
}

}  // namespace deltasim::test::pareto_front_test
