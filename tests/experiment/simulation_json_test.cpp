// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "experiment/results/json_reader.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/results/simulation_json.hpp"
#include "experiment/tiny_experiment.hpp"
#include "rooms.hpp"

// Kept counts read back unchanged, and have the same prices.

namespace deltasim::test::simulation_json_test
{

TEST_CASE("a simulation comes back from its JSON, and gives the same report")
{
    const ExperimentConfig experiment = tiny_experiment();
    const RunRequest request{.head = experiment.models.front(),
                             .priced = experiment.processors.front(),
                             .training = experiment.training,
                             .placement = experiment.placement,
                             .schedule = *find_schedule("naive")};
    const RunPlan plan = plan_run(request);
    const RunReport report = execute_run(request, plan, [](std::uint64_t) {});
    const std::string text = kept_text(report.simulation);
    SimulationResult again = kept_simulation(text);
    CHECK(kept_text(again) == text);
    CHECK(again.operands == report.simulation.operands);
    CHECK(run_json(report_run(request, plan, std::move(again)), "1") == run_json(report, "1"));
}

TEST_CASE("JSON that is no simulation is refused")
{
    CHECK_THROWS_AS(kept_simulation("{}"), DamagedResult);
    CHECK_THROWS_AS(kept_simulation(R"({"operands": [["forward", 1, "wight", 1, 1]]})"), DamagedResult);
}

}  // namespace deltasim::test::simulation_json_test
