// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <fmt/format.h>

#include "core/model_version.hpp"
#include "experiment/run/run.hpp"
#include "experiment/store/results_store.hpp"
#include "experiment/tiny_experiment.hpp"
#include "golden.hpp"
#include "rooms.hpp"
#include "schedule/schedules.hpp"
#include "sim/forked.hpp"

// Stored results belong to a version of the model. If you change what a simulation counts, or how long it takes,
// increase model_version, and then approve this file anew.

namespace deltasim::test::model_version_golden_test
{

namespace
{

/// Figures that do not depend on the form of a report: time, operands, accesses, commands.
std::string figures_of(const SimulationResult& simulation)
{
    const RunCounts& counts = simulation.counts;
    std::string text = fmt::format("{} {} {}", counts.cycles, simulation.operands.total(), simulation.steps);
    for (const MemoryCounts& memory : counts.memories) {
        text += fmt::format(" {} {} {}", memory.total().reads, memory.total().writes, memory.queued_cycles);
    }
    if (counts.dram)
        text += fmt::format(" {} {} {}", counts.dram->activates, counts.dram->precharges, counts.dram->refreshes);
    return text;
}

}  // namespace

TEST_CASE("what simulations count is what the version of the model says, by its golden file")
{
    std::string figures;
    for (const char* const processor : {"eyeriss", "stm32h743"}) {
        for (const char* const placement : {"", "placement: {weight: dram}\n"}) {
            const ExperimentConfig experiment = experiment_of(fmt::format(
                "model: {{name: small, features: 40, layers: [{{outputs: 30, activation: relu}}, {{outputs: 10, "
                "activation: softmax}}]}}\nprocessor: {}\n{}",
                processor, placement));
            for (const char* const schedule : {"naive", "delta"}) {
                figures += in_child([&] {
                               const RunRequest request{.head = experiment.models.front(),
                                                        .priced = experiment.processors.front(),
                                                        .training = experiment.training,
                                                        .placement = experiment.placement,
                                                        .schedule = *find_schedule(schedule)};
                               return figures_of(execute_run(request, plan_run(request), {}).simulation);
                           }) +
                           "\n";
            }
        }
    }
    INFO("results have changed: raise model_version in src/core/model_version.hpp, then scripts/approve-golden");
    check_golden(fmt::format("model version {}: {}\n", model_version, hash_of(figures)),
                 "tests/experiment/golden/model_version.txt");
}

}  // namespace deltasim::test::model_version_golden_test
