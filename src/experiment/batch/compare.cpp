// SPDX-License-Identifier: MIT
#include "experiment/batch/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "config/document/diagnostics.hpp"
#include "experiment/batch/epoch_end.hpp"
#include "experiment/batch/simulation_pool.hpp"
#include "experiment/results/json_writer.hpp"
#include "experiment/results/run_json.hpp"
#include "experiment/results/run_row.hpp"
#include "experiment/run/simulation_identity.hpp"
#include "experiment/run/zeros.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"

namespace deltasim::experiment
{

namespace
{

/// One run of the comparison, from plan to result.
struct Entry {
    std::unique_ptr<config::PlacementConfig> placement;  ///< the request refers to it
    RunRequest request;
    std::optional<RunPlan> plan;   ///< absent if the run was refused
    std::optional<RunResult> run;  ///< set when the run has finished well
    std::string error;             ///< why there is no result
};

/// The simulation that these entries share.
struct SharedSimulation {
    std::vector<Entry*> entries;
    bool done = false;

    [[nodiscard]] SimulationSize size() const { return {entries.front()->plan->work, entries.front()->plan->steps}; }
};

std::vector<const schedule::Schedule*> compared_schedules(const config::TrainingConfig& training)
{
    std::vector<const schedule::Schedule*> compared{schedule::find_schedule(training.baseline)};
    for (const std::string& name : training.schedules) {
        if (name != training.baseline) compared.push_back(schedule::find_schedule(name));
    }
    return compared;
}

/// The entry of a run that is not planned yet, with the mapping that was searched for it.
Entry entry_of(const RunRequest& run, const CompareOptions& options)
{
    auto placement = std::make_unique<config::PlacementConfig>(run.placement);
    std::string failure;
    std::optional<MappingSearch> searched;
    if (placement->mapping.is_to_be_searched()) {
        const auto outcome =
            options.searched.find({run.head.name, run.priced.processor.name, std::string(run.schedule.name)});
        if (outcome != options.searched.end()) {
            failure = outcome->second.failure;
            if (const auto& found = outcome->second.found) {
                placement->mapping = found->mapping;
                searched = found->search;
            }
        }
    }
    RunRequest request = with_placement(run, *placement);
    request.engine = options.engine;
    request.most_steps = options.most_steps;
    request.searched = searched;
    return {std::move(placement), request, {}, {}, std::move(failure)};
}

std::vector<Entry> plan_entries(const config::ExperimentConfig& experiment, const CompareOptions& options)
{
    std::vector<Entry> entries;
    config::Diagnostics diagnostics(experiment.location.file);
    KnownZeros known_zeros;
    std::pair<const model::Head*, const config::PricedProcessor*> pair{};
    for_each_run(experiment, [&](const RunRequest& run) {
        if (pair != std::pair(&run.head, &run.priced)) known_zeros = {};
        pair = {&run.head, &run.priced};
        Entry entry = entry_of(run, options);
        try {
            known_zeros.give_to(entry.request);
            if (entry.error.empty()) entry.plan = plan_run(entry.request);
        } catch (const InputError& error) {
            diagnostics.add(error);
        } catch (const std::exception& refused) {
            entry.error = refused.what();
        }
        entries.push_back(std::move(entry));
    });
    diagnostics.throw_if_any();
    return entries;
}

/// The simulations that the entries need, those with the least work first.
std::vector<SharedSimulation> shared_simulations(std::vector<Entry>& entries)
{
    std::vector<SharedSimulation> simulations;
    std::unordered_map<std::string, std::size_t> by_identity;
    for (Entry& entry : entries) {
        if (!entry.plan) continue;
        const auto [found, is_new] = by_identity.try_emplace(simulation_identity(entry.request), simulations.size());
        if (is_new) simulations.emplace_back();
        simulations[found->second].entries.push_back(&entry);
    }
    std::stable_sort(simulations.begin(), simulations.end(), [](const SharedSimulation& a, const SharedSimulation& b) {
        return a.size().work < b.size().work;
    });
    return simulations;
}

/// Simulates once, and sends a list with the run of each entry.
void simulate(const SharedSimulation& simulation, const std::string& version, os::ChildChannel& channel)
{
    const Entry& first = *simulation.entries.front();
    const auto progress = [&](std::uint64_t steps) {
        os::stop_if_interrupted();
        channel.progress(steps);
    };
    const RunReport report = execute_run(first.request, *first.plan, progress, epoch_end(first.request, progress));
    std::vector<RunResult> runs{run_result(report, version)};
    for (std::size_t i = 1; i < simulation.entries.size(); ++i) {
        const Entry& entry = *simulation.entries[i];
        runs.push_back(run_result(report_run(entry.request, *entry.plan, report.simulation), version));
    }
    channel.result(runs_text(runs));
}

void finish(SharedSimulation& simulation, const SimulationPool::Ended& ended, std::vector<std::string>& failures)
{
    std::vector<RunResult> runs;
    if (ended.result) runs = runs_in(*ended.result);
    for (std::size_t i = 0; i < simulation.entries.size(); ++i) {
        Entry& entry = *simulation.entries[i];
        if (!runs.empty()) {
            entry.run = std::move(runs.at(i));
            continue;
        }
        entry.error = ended.failure;
        failures.push_back(fmt::format("{} on {} under {}: {}", entry.request.head.name,
                                       entry.request.priced.processor.name, entry.request.schedule.name, entry.error));
    }
    simulation.done = true;
}

CompareProgress progress_of(const std::vector<SharedSimulation>& simulations, const SimulationPool& pool,
                            std::size_t waiting)
{
    std::vector<double> work_waiting;
    for (std::size_t i = 0; i < waiting; ++i) work_waiting.push_back(simulations[i].size().work);
    CompareProgress progress;
    progress.seconds_left = pool.seconds_left(work_waiting);
    progress.steps_done = pool.steps_done();
    for (const SharedSimulation& simulation : simulations) {
        progress.runs += simulation.entries.size();
        progress.steps += simulation.size().steps;
        if (!simulation.done) continue;
        progress.runs_done += simulation.entries.size();
        progress.steps_done += simulation.size().steps;
    }
    return progress;
}

BoundRow bound_row(const RunRequest& request)
{
    const machine::ProcessorConfig& processor = request.priced.processor;
    const schedule::Bounds bound =
        schedule::bounds(request.head, request.training.training_for(request.head), processor, request.placement.homes);
    return {request.head.name,
            processor.name,
            bound.weight_reads,
            bound.weight_writes,
            processor.dram ? std::optional(bound.weight_bytes) : std::nullopt,
            bound.cycles,
            static_cast<double>(bound.cycles) / static_cast<double>(processor.pe_array.clock_hz)};
}

/// `baseline`: the run to which savings are relative, if it has finished.
ComparedRow compared_row(const Entry& entry, const RunResult* baseline)
{
    ComparedRow row;
    row.model = entry.request.head.name;
    row.processor = entry.request.priced.processor.name;
    row.costs = entry.request.priced.costs.name;
    row.schedule = entry.request.schedule.name;
    row.baseline = entry.request.training.baseline;
    row.energy_unit = entry.request.priced.costs.energy_unit;
    row.assumed = assumed_figures(entry.request);
    if (!entry.error.empty()) row.error = entry.error;
    if (!entry.run) return row;
    static_cast<SavingsRow&>(row) = run_row(*entry.run, baseline);
    row.baseline = entry.request.training.baseline;
    return row;
}

ComparisonResult comparison_of(const std::vector<Entry>& entries, const std::string& baseline_schedule)
{
    ComparisonResult comparison;
    comparison.baseline = baseline_schedule;
    const RunResult* baseline = nullptr;
    for (const Entry& entry : entries) {
        if (entry.request.schedule.name == baseline_schedule) {  // the first of its model and processor
            baseline = entry.run ? &*entry.run : nullptr;
            comparison.bounds.push_back(bound_row(entry.request));
        }
        comparison.rows.push_back(compared_row(entry, baseline));
        if (entry.run) comparison.runs.push_back(*entry.run);
    }
    return comparison;
}

}  // namespace

void for_each_run(const config::ExperimentConfig& experiment, const std::function<void(const RunRequest&)>& visit)
{
    for (const model::Head& head : experiment.models) {
        for (const config::PricedProcessor& priced : experiment.processors) {
            for (const schedule::Schedule* schedule : compared_schedules(experiment.training)) {
                visit({.head = head,
                       .priced = priced,
                       .training = experiment.training,
                       .placement = experiment.placement,
                       .schedule = *schedule,
                       .experiment_file = experiment.location.file});
            }
        }
    }
}

Json comparison_json(const ComparisonResult& comparison) { return json_of(comparison); }

Comparison compare(const config::ExperimentConfig& experiment, const CompareOptions& options,
                   const std::function<void(const CompareProgress&)>& on_progress)
{
    std::vector<Entry> entries = plan_entries(experiment, options);
    std::vector<SharedSimulation> simulations = shared_simulations(entries);
    // The longest simulations start first, so that the last to finish is a short one.
    std::size_t waiting = simulations.size();
    SimulationPool pool(options.jobs, options.engine);
    Comparison comparison;
    while (!pool.empty() || waiting > 0) {
        while (pool.has_room() && waiting > 0) {
            const SharedSimulation& next = simulations[waiting - 1];
            const auto work = [&](os::ChildChannel& channel) { simulate(next, options.version, channel); };
            if (pool.start(waiting - 1, next.size(), work)) --waiting;
        }
        for (const SimulationPool::Ended& ended : pool.wait()) {
            finish(simulations[ended.number], ended, comparison.failures);
        }
        on_progress(progress_of(simulations, pool, waiting));
    }
    comparison.result = comparison_of(entries, experiment.training.baseline);
    return comparison;
}

}  // namespace deltasim::experiment
