// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <string>

#include "experiment/batch/point_simulation.hpp"
#include "rooms.hpp"

namespace deltasim::test::point_simulation_test
{

TEST_CASE("what is packed for another process comes out of it as it was")
{
    SimulatedPoints simulated;
    simulated.simulation = std::string("with a \0 inside", 15);
    simulated.points.push_back({"", "{}", {"model", "processor\n", "", std::string(100'000, 'x')}});
    simulated.points.push_back({"too little memory", "", {}});
    const SimulatedPoints other = unpacked(packed(simulated));
    CHECK(other.simulation == simulated.simulation);
    REQUIRE(other.points.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        const PointResult& expected = simulated.points[i];
        const PointResult& found = other.points[i];
        CHECK(found.failure == expected.failure);
        CHECK(found.report == expected.report);
        CHECK(found.configuration.model == expected.configuration.model);
        CHECK(found.configuration.processor == expected.configuration.processor);
        CHECK(found.configuration.costs == expected.configuration.costs);
        CHECK(found.configuration.training == expected.configuration.training);
    }
}

}  // namespace deltasim::test::point_simulation_test
