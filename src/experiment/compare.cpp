// SPDX-License-Identifier: MIT
#include "experiment/compare.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <system_error>

#include "energy/savings.hpp"
#include "experiment/child_process.hpp"
#include "experiment/interruption.hpp"

namespace deltasim
{

namespace
{

/// One run of the comparison, from plan to result.
struct Entry {
    RunRequest request;
    std::optional<RunPlan> plan;
    std::unique_ptr<ChildProcess> child;
    bool done = false;
    Json run;           ///< null until it has finished well
    std::string error;  ///< why there is none
};

std::vector<const Schedule*> compared_schedules(const TrainingConfig& training)
{
    std::vector<const Schedule*> compared{find_schedule(training.baseline)};
    for (const std::string& name : training.schedules) {
        if (name != training.baseline) compared.push_back(find_schedule(name));
    }
    return compared;
}

std::vector<Entry> plan_entries(const ExperimentConfig& experiment, const CompareOptions& options)
{
    std::vector<Entry> entries;
    for (const Head& head : experiment.models) {
        for (const PricedProcessor& priced : experiment.processors) {
            for (const Schedule* schedule : compared_schedules(experiment.training)) {
                Entry entry{{.head = head,
                             .priced = priced,
                             .training = experiment.training,
                             .placement = experiment.placement,
                             .schedule = *schedule,
                             .engine = options.engine,
                             .most_steps = options.most_steps,
                             .experiment_file = experiment.location.file},
                            {},
                            {},
                            false,
                            nullptr,
                            {}};
                try {
                    entry.plan = plan_run(entry.request);
                } catch (const InputError&) {
                    throw;
                } catch (const std::exception& refused) {
                    entry.error = refused.what();
                    entry.done = true;
                }
                entries.push_back(std::move(entry));
            }
        }
    }
    return entries;
}

void start(Entry& entry, const std::string& version)
{
    entry.child = std::make_unique<ChildProcess>([&](ChildChannel& channel) {
        const RunReport report = execute_run(entry.request, *entry.plan, [&](std::uint64_t steps) {
            stop_if_interrupted();
            channel.progress(steps);
        });
        channel.result(run_json(report, version).dump());
    });
}

void finish(Entry& entry, std::vector<std::string>& failures)
{
    if (entry.child->result()) {
        entry.run = Json::parse(*entry.child->result());
    } else {
        entry.error = entry.child->failure();
        failures.push_back(fmt::format("{} on {} under {}: {}", entry.request.head.name,
                                       entry.request.priced.processor.name, entry.request.schedule.name, entry.error));
    }
    entry.child.reset();
    entry.done = true;
}

/// Waits until one of the children has something to say; a signal ends the wait.
void wait_for_children(std::vector<Entry>& entries, std::vector<std::string>& failures)
{
    std::vector<pollfd> descriptors;
    std::vector<Entry*> running;
    for (Entry& entry : entries) {
        if (!entry.child) continue;
        descriptors.push_back({entry.child->descriptor(), POLLIN, 0});
        running.push_back(&entry);
    }
    constexpr int timeout_ms = 200;
    if (poll(descriptors.data(), descriptors.size(), timeout_ms) < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait for the simulations");
    }
    stop_if_interrupted();
    for (std::size_t i = 0; i < running.size(); ++i) {
        if (descriptors[i].revents != 0 && running[i]->child->read()) finish(*running[i], failures);
    }
}

CompareProgress progress_of(const std::vector<Entry>& entries)
{
    CompareProgress progress;
    for (const Entry& entry : entries) {
        if (!entry.plan) continue;
        ++progress.runs;
        progress.steps += entry.plan->steps;
        if (entry.done) {
            ++progress.runs_done;
            progress.steps_done += entry.plan->steps;
        } else if (entry.child) {
            progress.steps_done += entry.child->steps();
        }
    }
    return progress;
}

Json accesses_by_level(const Json& run)
{
    Json levels = Json::object();
    for (const Json& memory : run["memories"]) {
        const std::string level = memory["level"];
        const std::uint64_t accesses = memory["reads"].get<std::uint64_t>() + memory["writes"].get<std::uint64_t>();
        levels[level] = levels.value(level, std::uint64_t{0}) + accesses;
    }
    return levels;
}

std::uint64_t operand_accesses(const Json& run)
{
    std::uint64_t total = 0;
    for (const Json& row : run["operands"]) {
        total += row["reads"].get<std::uint64_t>() + row["writes"].get<std::uint64_t>();
    }
    return total;
}

/// A row of the savings table; `baseline` may be null.
Json row_json(const Entry& entry, const Json& baseline)
{
    Json row{{"model", entry.request.head.name},
             {"processor", entry.request.priced.processor.name},
             {"schedule", entry.request.schedule.name}};
    for (const char* key : {"energy_pj", "cycles", "seconds", "operand_accesses", "memory_accesses", "ratio",
                            "saving_x", "saving_percent", "access_ratio"}) {
        row[key] = nullptr;
    }
    row["assumed"] = assumed_figures(entry.request.priced);
    row["error"] = entry.error.empty() ? Json() : Json(entry.error);
    if (entry.run.is_null()) return row;
    row["energy_pj"] = entry.run["energy_pj"]["total"];
    row["cycles"] = entry.run["cycles"];
    row["seconds"] = entry.run["seconds"];
    row["operand_accesses"] = operand_accesses(entry.run);
    row["memory_accesses"] = accesses_by_level(entry.run);
    if (baseline.is_null()) return row;
    if (const auto saved = savings(baseline["energy_pj"]["total"], entry.run["energy_pj"]["total"])) {
        row["ratio"] = saved->ratio;
        row["saving_x"] = saved->x;
        row["saving_percent"] = saved->percent;
    }
    row["access_ratio"] =
        static_cast<double>(operand_accesses(baseline)) / static_cast<double>(operand_accesses(entry.run));
    return row;
}

Json comparison_json(const std::vector<Entry>& entries, const TrainingConfig& training)
{
    Json json{{"baseline", training.baseline}, {"rows", Json::array()}, {"runs", Json::array()}};
    Json baseline;
    for (const Entry& entry : entries) {
        if (entry.request.schedule.name == training.baseline) baseline = entry.run;  // first of its model and processor
        json["rows"].push_back(row_json(entry, baseline));
        if (!entry.run.is_null()) json["runs"].push_back(entry.run);
    }
    return json;
}

}  // namespace

Comparison compare(const ExperimentConfig& experiment, const CompareOptions& options,
                   const std::function<void(const CompareProgress&)>& on_progress)
{
    std::vector<Entry> entries = plan_entries(experiment, options);
    // The longest runs start first, so that the last to finish is a short one.
    std::vector<Entry*> waiting;
    for (Entry& entry : entries) {
        if (!entry.done) waiting.push_back(&entry);
    }
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const Entry* a, const Entry* b) { return a->plan->steps < b->plan->steps; });
    Comparison comparison;
    std::size_t running = 0;
    while (running > 0 || !waiting.empty()) {
        while (running < options.jobs && !waiting.empty()) {
            start(*waiting.back(), options.version);
            waiting.pop_back();
            ++running;
        }
        wait_for_children(entries, comparison.failures);
        running = static_cast<std::size_t>(
            std::count_if(entries.begin(), entries.end(), [](const Entry& entry) { return entry.child != nullptr; }));
        on_progress(progress_of(entries));
    }
    comparison.json = comparison_json(entries, experiment.training);
    return comparison;
}

}  // namespace deltasim
