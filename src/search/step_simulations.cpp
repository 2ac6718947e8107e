// SPDX-License-Identifier: MIT
#include "search/step_simulations.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "core/checked.hpp"
#include "experiment/batch/epoch_end.hpp"
#include "experiment/batch/sweep_survey.hpp"
#include "experiment/results/json_reader.hpp"
#include "experiment/results/run_result.hpp"
#include "experiment/results/simulation_json.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/memory_spaces.hpp"

namespace deltasim::search
{

/// A mapping on its way to its figures.
struct StepSimulations::Step {
    config::PlacementConfig placement;
    std::optional<experiment::RunRequest> request{};  ///< refers to the placement
    std::optional<experiment::RunPlan> plan{};        ///< nothing: it has no room
    std::string hash;
    std::optional<StepFigures> figures{};
    std::unique_ptr<os::ChildProcess> child{};
};

StepSimulations::StepSimulations(const experiment::RunRequest& request, experiment::ResultsStore& store,
                                 std::uint64_t jobs, std::string version, std::function<void(std::size_t)> told)
    : request_(request), store_(store), jobs_(jobs), version_(std::move(version)), told_(std::move(told))
{
}

std::vector<std::optional<StepFigures>> StepSimulations::figures(const std::vector<model::MappingConfig>& mappings)
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
    std::reverse(waiting.begin(), waiting.end());
    std::vector<Step*> running;
    std::size_t done = steps.size() - waiting.size();
    told_(done);
    while (!waiting.empty() || !running.empty()) {
        while (!waiting.empty() && running.size() < jobs_) {
            start(*waiting.back());
            running.push_back(waiting.back());
            waiting.pop_back();
        }
        std::vector<pollfd> descriptors;
        for (const Step* step : running) descriptors.push_back({step->child->descriptor(), POLLIN, 0});
        constexpr int patience_ms = 200;
        if (poll(descriptors.data(), descriptors.size(), patience_ms) < 0 && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "cannot wait for the simulations");
        }
        os::stop_if_interrupted();
        for (std::size_t i = 0; i < running.size(); ++i) {
            if (descriptors[i].revents == 0 || !finish(*running[i])) continue;
            ++done;
        }
        std::erase_if(running, [](const Step* step) { return step->child == nullptr; });
        told_(done);
    }
    std::vector<std::optional<StepFigures>> found;
    for (std::unique_ptr<Step>& step : steps) found.push_back(std::move(step->figures));
    return found;
}

std::optional<WordsOnChip> StepSimulations::on_chip(const model::MappingConfig& mapping) const
{
    config::PlacementConfig placement = request_.placement;
    placement.mapping = mapping;
    try {
        const experiment::RunPlan plan = experiment::plan_run(experiment::with_placement(request_, placement));
        const std::vector<model::MemorySpace> spaces = sim::memory_spaces(request_.priced.processor);
        const model::TensorWords words = schedule::tensor_words(plan.program);
        WordsOnChip on_chip;
        for (const auto& [tensor, home] : plan.placement) {
            if (spaces[home.memory].on_chip) on_chip[tensor.all_rows()] += words.at(tensor);
        }
        return on_chip;
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
        // It is simulated again, and takes its place.
    }
}

void StepSimulations::start(Step& step)
{
    step.child = std::make_unique<os::ChildProcess>([&](os::ChildChannel& channel) {
        const auto progress = [&](std::uint64_t steps) {
            os::stop_if_interrupted();
            channel.progress(steps);
        };
        const experiment::RunReport report = experiment::execute_run(*step.request, *step.plan, progress,
                                                                     experiment::epoch_end(*step.request, progress));
        channel.result(experiment::kept_text(report.simulation));
    });
}

/// Whether it has ended.
bool StepSimulations::finish(Step& step)
{
    if (!step.child->read()) return false;
    if (!step.child->result()) throw std::runtime_error(step.child->failure());
    {
        experiment::Transaction transaction = store_.transaction();
        store_.put_simulation(step.hash, *step.child->result(), version_);
        transaction.commit();
    }
    step.figures = figures_of(step, experiment::kept_simulation(*step.child->result()));
    step.child.reset();
    return true;
}

StepFigures StepSimulations::figures_of(const Step& step, sim::SimulationResult simulation) const
{
    const experiment::RunReport report = experiment::report_run(*step.request, *step.plan, std::move(simulation));
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
