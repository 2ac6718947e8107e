// SPDX-License-Identifier: MIT
#include "experiment/batch/compare.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>
#include <unordered_map>

#include "energy/savings.hpp"
#include "experiment/results/run_figures.hpp"
#include "experiment/run/simulation_identity.hpp"
#include "os/child_process.hpp"
#include "os/interruption.hpp"

namespace deltasim::experiment
{

namespace
{

/// One run of the comparison, from plan to result.
struct Entry {
    RunRequest request;
    std::optional<RunPlan> plan;  ///< unless refused
    Json run;                     ///< null until it has finished well
    std::string error;            ///< why there is none
};

/// What all of these entries need, simulated once.
struct Simulation {
    std::vector<Entry*> entries;
    std::unique_ptr<os::ChildProcess> child;
    bool done = false;

    [[nodiscard]] std::uint64_t steps() const { return entries.front()->plan->steps; }
};

std::vector<const schedule::Schedule*> compared_schedules(const config::TrainingConfig& training)
{
    std::vector<const schedule::Schedule*> compared{schedule::find_schedule(training.baseline)};
    for (const std::string& name : training.schedules) {
        if (name != training.baseline) compared.push_back(schedule::find_schedule(name));
    }
    return compared;
}

std::vector<Entry> plan_entries(const config::ExperimentConfig& experiment, const CompareOptions& options)
{
    std::vector<Entry> entries;
    for (const model::Head& head : experiment.models) {
        for (const config::PricedProcessor& priced : experiment.processors) {
            for (const schedule::Schedule* schedule : compared_schedules(experiment.training)) {
                Entry entry{{.head = head,
                             .priced = priced,
                             .training = experiment.training,
                             .placement = experiment.placement,
                             .schedule = *schedule,
                             .engine = options.engine,
                             .most_steps = options.most_steps,
                             .experiment_file = experiment.location.file},
                            {},
                            nullptr,
                            {}};
                try {
                    entry.plan = plan_run(entry.request);
                } catch (const InputError&) {
                    throw;
                } catch (const std::exception& refused) {
                    entry.error = refused.what();
                }
                entries.push_back(std::move(entry));
            }
        }
    }
    return entries;
}

/// The simulations that the entries need, those of the fewest steps first.
std::vector<Simulation> shared_simulations(std::vector<Entry>& entries)
{
    std::vector<Simulation> simulations;
    std::unordered_map<std::string, std::size_t> by_identity;
    for (Entry& entry : entries) {
        if (!entry.plan) continue;
        const auto [found, is_new] = by_identity.try_emplace(simulation_identity(entry.request), simulations.size());
        if (is_new) simulations.emplace_back();
        simulations[found->second].entries.push_back(&entry);
    }
    std::stable_sort(simulations.begin(), simulations.end(),
                     [](const Simulation& a, const Simulation& b) { return a.steps() < b.steps(); });
    return simulations;
}

/// The child's result is a list with the run of each entry.
void start(Simulation& simulation, const std::string& version)
{
    simulation.child = std::make_unique<os::ChildProcess>([&](os::ChildChannel& channel) {
        const Entry& first = *simulation.entries.front();
        const RunReport report = execute_run(first.request, *first.plan, [&](std::uint64_t steps) {
            os::stop_if_interrupted();
            channel.progress(steps);
        });
        Json runs{run_json(report, version)};
        for (std::size_t i = 1; i < simulation.entries.size(); ++i) {
            const Entry& entry = *simulation.entries[i];
            runs.push_back(run_json(report_run(entry.request, *entry.plan, report.simulation), version));
        }
        channel.result(runs.dump());
    });
}

void finish(Simulation& simulation, std::vector<std::string>& failures)
{
    const Json runs = simulation.child->result() ? Json::parse(*simulation.child->result()) : Json();
    for (std::size_t i = 0; i < simulation.entries.size(); ++i) {
        Entry& entry = *simulation.entries[i];
        if (!runs.is_null()) {
            entry.run = runs[i];
            continue;
        }
        entry.error = simulation.child->failure();
        failures.push_back(fmt::format("{} on {} under {}: {}", entry.request.head.name,
                                       entry.request.priced.processor.name, entry.request.schedule.name, entry.error));
    }
    simulation.child.reset();
    simulation.done = true;
}

/// Waits until one of the children has something to say; a signal ends the wait.
void wait_for_children(std::vector<Simulation>& simulations, std::vector<std::string>& failures)
{
    std::vector<pollfd> descriptors;
    std::vector<Simulation*> running;
    for (Simulation& simulation : simulations) {
        if (!simulation.child) continue;
        descriptors.push_back({simulation.child->descriptor(), POLLIN, 0});
        running.push_back(&simulation);
    }
    constexpr int timeout_ms = 200;
    if (poll(descriptors.data(), descriptors.size(), timeout_ms) < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for the simulations");
    }
    os::stop_if_interrupted();
    for (std::size_t i = 0; i < running.size(); ++i) {
        if (descriptors[i].revents != 0 && running[i]->child->read()) finish(*running[i], failures);
    }
}

CompareProgress progress_of(const std::vector<Simulation>& simulations)
{
    CompareProgress progress;
    for (const Simulation& simulation : simulations) {
        progress.runs += simulation.entries.size();
        progress.steps += simulation.steps();
        if (simulation.done) {
            progress.runs_done += simulation.entries.size();
            progress.steps_done += simulation.steps();
        } else if (simulation.child) {
            progress.steps_done += simulation.child->steps();
        }
    }
    return progress;
}

/// What no schedule of this model on this processor goes below.
Json bound_json(const RunRequest& request)
{
    const machine::ProcessorConfig& processor = request.priced.processor;
    const schedule::Bounds bound =
        schedule::bounds(request.head, request.training.training_for(request.head), processor);
    return {{"model", request.head.name},
            {"processor", processor.name},
            {"weight_reads", bound.weight_reads},
            {"weight_writes", bound.weight_writes},
            {"off_chip_weight_bytes", processor.dram ? Json(bound.weight_bytes) : Json()},
            {"cycles", bound.cycles},
            {"seconds", static_cast<double>(bound.cycles) / static_cast<double>(processor.pe_array.clock_hz)}};
}

/// A row of the savings table; `baseline` may be null.
Json row_json(const Entry& entry, const Json& baseline)
{
    Json row{{"model", entry.request.head.name},
             {"processor", entry.request.priced.processor.name},
             {"schedule", entry.request.schedule.name}};
    row["energy_pj"] = nullptr;
    for (const char* key : run_figure_keys) row[key] = nullptr;
    for (const char* key : {"ratio", "saving_x", "saving_percent", "access_ratio"}) row[key] = nullptr;
    row["assumed"] = assumed_figures(entry.request);
    row["error"] = entry.error.empty() ? Json() : Json(entry.error);
    if (entry.run.is_null()) return row;
    row["energy_pj"] = entry.run["energy_pj"]["total"];
    row.update(run_figures(entry.run));
    if (baseline.is_null()) return row;
    if (const auto saved = energy::savings(baseline["energy_pj"]["total"], entry.run["energy_pj"]["total"])) {
        row["ratio"] = saved->ratio;
        row["saving_x"] = saved->x;
        row["saving_percent"] = saved->percent;
    }
    row["access_ratio"] = static_cast<double>(operand_accesses(baseline)) / row["operand_accesses"].get<double>();
    return row;
}

Json comparison_json(const std::vector<Entry>& entries, const config::TrainingConfig& training)
{
    Json json{
        {"baseline", training.baseline}, {"rows", Json::array()}, {"bounds", Json::array()}, {"runs", Json::array()}};
    Json baseline;
    for (const Entry& entry : entries) {
        if (entry.request.schedule.name == training.baseline) {  // first of its model and processor
            baseline = entry.run;
            json["bounds"].push_back(bound_json(entry.request));
        }
        json["rows"].push_back(row_json(entry, baseline));
        if (!entry.run.is_null()) json["runs"].push_back(entry.run);
    }
    return json;
}

}  // namespace

Comparison compare(const config::ExperimentConfig& experiment, const CompareOptions& options,
                   const std::function<void(const CompareProgress&)>& on_progress)
{
    std::vector<Entry> entries = plan_entries(experiment, options);
    std::vector<Simulation> simulations = shared_simulations(entries);
    // The longest start first, so that the last to finish is a short one.
    std::size_t waiting = simulations.size();
    Comparison comparison;
    std::uint64_t running = 0;
    while (running > 0 || waiting > 0) {
        for (; running < options.jobs && waiting > 0; ++running) start(simulations[--waiting], options.version);
        wait_for_children(simulations, comparison.failures);
        running = static_cast<std::uint64_t>(std::count_if(simulations.begin(), simulations.end(),
                                                           [](const Simulation& s) { return s.child != nullptr; }));
        on_progress(progress_of(simulations));
    }
    comparison.json = comparison_json(entries, experiment.training);
    return comparison;
}

}  // namespace deltasim::experiment
