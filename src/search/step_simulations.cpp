// SPDX-License-Identifier: MIT
#include "search/step_simulations.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

#include "core/checked.hpp"
#include "experiment/batch/epoch_end.hpp"
#include "experiment/batch/simulation_pool.hpp"
#include "experiment/batch/sweep_survey.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/run_result.hpp"
#include "experiment/results/simulation_json.hpp"
#include "experiment/store/stored_report.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::search
{

/// A training step under one mapping, until its figures are known.
struct StepSimulations::Step {
    config::PlacementConfig placement;
    std::optional<experiment::RunRequest> request{};  ///< refers to the placement
    std::optional<experiment::RunPlan> plan{};        ///< nothing if the step has no room
    std::string hash;
    std::optional<StepFigures> figures{};
};

StepSimulations::StepSimulations(const experiment::RunRequest& request, experiment::ResultsStore& store,
                                 std::uint64_t jobs, std::string version, std::function<void(std::size_t)> told)
    : request_(request), store_(store), jobs_(jobs), version_(std::move(version)), told_(std::move(told))
{
}

std::vector<StepSimulations::Outcome> StepSimulations::outcomes(
    const std::vector<model::MappingConfig>& mappings, std::optional<std::chrono::steady_clock::time_point> end)
{
    std::vector<std::unique_ptr<Step>> steps;
    std::vector<Step*> waiting;
    for (const model::MappingConfig& mapping : mappings) {
        Step& step = *steps.emplace_back(std::make_unique<Step>(Step{.placement = request_.placement, .hash = ""}));
        step.placement.mapping = mapping;
        step.request.emplace(experiment::with_placement(request_, step.placement));
        try {
            step.plan = experiment::plan_run(*step.request);
        } catch (const model::PlacementError&) {
            continue;
        }
        step.hash = experiment::simulation_hash(*step.request);
        take_from_store(step);
        if (!step.figures) waiting.push_back(&step);
    }
    experiment::SimulationPool pool(jobs_, request_.engine);
    std::size_t done = steps.size() - waiting.size();
    std::size_t started = 0;
    told_(done);
    const auto is_late = [&] { return end && std::chrono::steady_clock::now() >= *end; };
    while ((started < waiting.size() || !pool.empty()) && !is_late()) {
        while (started < waiting.size() && pool.has_room()) {
            const Step& next = *waiting[started];
            const auto work = [&](os::ChildChannel& channel) { simulate(next, channel); };
            if (pool.start(started, {next.plan->work, next.plan->steps}, work)) ++started;
        }
        for (const experiment::SimulationPool::Ended& ended : pool.wait()) {
            if (!ended.result) throw std::runtime_error(ended.failure);
            finish(*waiting[ended.number], *ended.result);
            ++done;
        }
        told_(done);
    }
    std::vector<Outcome> outcomes;
    for (std::unique_ptr<Step>& step : steps) {
        const bool stopped = step->plan && !step->figures;
        outcomes.push_back({std::move(step->figures), stopped});
    }
    return outcomes;
}

std::optional<PlannedStep> StepSimulations::planned(const model::MappingConfig& mapping) const
{
    config::PlacementConfig placement = request_.placement;
    placement.mapping = mapping;
    try {
        const experiment::RunPlan plan = experiment::plan_run(experiment::with_placement(request_, placement));
        const std::vector<model::MemorySpace> spaces = sim::memory_spaces(request_.priced.processor);
        const model::TensorWords words = schedule::tensor_words(plan.program);
        PlannedStep planned{plan.placement, {}, plan.steps};
        for (const auto& [tensor, home] : plan.placement) {
            if (spaces[home.memory].on_chip) planned.on_chip[tensor.all_rows()] += words.at(tensor);
        }
        return planned;
    } catch (const model::PlacementError&) {
        return std::nullopt;
    }
}

void StepSimulations::take_from_store(Step& step)
{
    try {
        if (auto simulation = store_.simulation(step.hash)) {
            step.figures = figures_of(step, std::move(*simulation));
            ++found_in_store_;
        }
    } catch (const experiment::DamagedResult&) {
        // The step is simulated again, and the new result replaces the damaged one.
    }
}

/// Runs in a process of its own.
void StepSimulations::simulate(const Step& step, os::ChildChannel& channel)
{
    const auto progress = [&](std::uint64_t steps) {
        os::stop_if_interrupted();
        channel.progress(steps);
    };
    const experiment::RunReport report =
        experiment::execute_run(*step.request, *step.plan, progress, experiment::epoch_end(*step.request, progress));
    channel.result(experiment::kept_text(report.simulation));
}

/// Stores the result of simulate().
void StepSimulations::finish(Step& step, const std::string& simulation)
{
    {
        experiment::Transaction transaction = store_.transaction();
        store_.put_simulation(step.hash, simulation, version_);
        transaction.commit();
    }
    step.figures = figures_of(step, experiment::kept_simulation(simulation));
}

StepFigures StepSimulations::figures_of(const Step& step, sim::SimulationResult simulation) const
{
    const experiment::RunReport report = experiment::report_stored(*step.request, *step.plan, std::move(simulation));
    const RunCounts& counts = report.simulation.counts;
    StepFigures figures;
    figures.energy_pj = report.energy.total().value();
    figures.seconds = counts.time.value();
    figures.cycles = counts.cycles;
    figures.mapping = report.mapping;
    experiment::RunResult result = experiment::run_result(report, version_);
    figures.energy_parts = result.energy_pj;
    figures.transfers = std::move(result.transfers);
    for (std::size_t m = 0; m < counts.memories.size(); ++m) {
        if (counts.memories[m].level == "dram") {
            figures.dram_bytes = checked_add(counts.memories[m].bits_read(), counts.memories[m].bits_written()) / 8;
            continue;
        }
        for (const experiment::TensorHome& home : report.homes) {
            if (home.memory == m) figures.on_chip_bytes = checked_add(figures.on_chip_bytes, home.bytes);
        }
        if (m < step.plan->tile_bytes.size()) {
            figures.on_chip_bytes = checked_add(figures.on_chip_bytes, step.plan->tile_bytes[m]);
        }
    }
    return figures;
}

}  // namespace deltasim::search
