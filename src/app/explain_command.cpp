// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "core/nearest_name.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/tables/explanation_tables.hpp"

// deltasim explain: what the figures of one run mean.

namespace deltasim::app
{

namespace
{

struct ExplainOptions {
    ComparingOptions comparing;
    std::string schedule;
    bool all_schedules = false;
};

std::string known_schedule(const std::string& name)
{
    if (schedule::find_schedule(name) != nullptr) return name;
    std::string hint = suggestion(name, schedule::schedule_names());
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(schedule::schedule_names(), ", "));
    throw InputError(fmt::format("--schedule {}: unknown schedule{}", name, hint));
}

/// What was refused before it ran is wrong input.
[[noreturn]] void fail_unexplained(const experiment::Comparison& comparison, const std::string& schedule)
{
    const experiment::Json& row = comparison.json["rows"][0];  // the baseline's is the first
    const std::string reason =
        fmt::format("{} on {} under {} cannot be explained: {}", row["model"].get<std::string>(),
                    row["processor"].get<std::string>(), schedule, row["error"].get<std::string>());
    if (comparison.failures.empty()) throw InputError(reason);
    throw RunFailed(reason);
}

void explain(const ExplainOptions& options)
{
    config::ExperimentConfig experiment = options.comparing.simulation.load();
    require_one(experiment, "explain");
    config::TrainingConfig& training = experiment.training;
    const std::vector<std::string>& named = training.schedules;
    if (std::find(named.begin(), named.end(), training.baseline) == named.end()) {
        training.schedules.push_back(training.baseline);
    }
    const std::string first = training.schedules.front();
    if (options.all_schedules) training.schedules = schedule::schedule_names();
    training.baseline = options.schedule.empty() ? first : known_schedule(options.schedule);
    options.comparing.simulation.prepare_out();
    const experiment::Comparison comparison = options.comparing.compared(experiment);
    const experiment::Json json = experiment::explanation(comparison.json, experiment.placement);
    if (json.is_null()) fail_unexplained(comparison, training.baseline);
    const std::string json_text = json.dump(2) + "\n";
    const std::vector<report::Table> tables = experiment::explanation_tables(json);
    deliver(options.comparing.simulation, {resolved_name, experiment.resolved_yaml}, json_text, tables);
}

}  // namespace

void add_explain_command(CLI::App& app)
{
    auto options = std::make_shared<ExplainOptions>();
    CLI::App* command =
        app.add_subcommand("explain", "where the energy and time of a run go, and what would save some");
    options->comparing.simulation.add_common_to(*command);
    command->add_option("--schedule", options->schedule, "explain this schedule; default: the experiment's first")
        ->type_name("NAME")
        ->check(given("a schedule"));
    command->add_flag("--all-schedules", options->all_schedules,
                      "set it against every known schedule, not only the experiment's");
    options->comparing.add_jobs_to(*command);
    command->callback([options] { explain(*options); });
}

}  // namespace deltasim::app
