// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "app/explaining_stored.hpp"
#include "app/row_failures.hpp"
#include "core/nearest_name.hpp"
#include "experiment/results/explanation.hpp"
#include "experiment/store/database.hpp"
#include "experiment/tables/explanation_tables.hpp"

// deltasim explain: explains the figures of one run.

namespace deltasim::app
{

namespace
{

struct ExplainOptions {
    ComparingOptions comparing;
    std::string schedule;
    bool all_schedules = false;
    std::vector<std::string> conditions;
};

std::string known_schedule(const std::string& name)
{
    if (schedule::find_schedule(name) != nullptr) return name;
    std::string hint = suggestion(name, schedule::schedule_names());
    if (hint.empty()) hint = fmt::format(", known are {}", fmt::join(schedule::schedule_names(), ", "));
    throw InputError(fmt::format("--schedule {}: unknown schedule{}", name, hint));
}

/// A run that was refused before it started is wrong input.
[[noreturn]] void fail_unexplained(const experiment::Comparison& comparison, const std::string& schedule)
{
    const experiment::ComparedRow& row = comparison.result.rows.front();  // the row of the baseline
    const std::string reason = fmt::format("{} on {} under {} cannot be explained: {}", row.model, row.processor,
                                           schedule, row.error.value_or("it has no figures"));
    if (comparison.failures.empty()) throw InputError(reason);
    throw RunFailed(reason);
}

/// Refuses options that only affect simulations.
void refuse_simulating(const ExplainOptions& options)
{
    const SimulationOptions& simulation = options.comparing.simulation;
    const auto refuse = [](const std::string& option) {
        throw InputError(
            fmt::format("{}: has no effect on a results store, which is explained without simulating", option));
    };
    if (!simulation.settings.empty()) refuse("--set " + simulation.settings.front());
    if (!simulation.out.empty()) refuse("--out " + simulation.out);
    if (!simulation.engine.empty()) refuse("--engine " + simulation.engine);
    if (options.all_schedules) refuse("--all-schedules");
}

/// The run under `auto`, and under the runner-up of a search, if a file or a search gives its mapping.
std::vector<experiment::OtherMapping> under_other_mappings(const ComparingOptions& options,
                                                           const config::ExperimentConfig& experiment,
                                                           const experiment::SearchedMappings& searched)
{
    const model::MappingConfig& own = experiment.placement.mapping;
    std::vector<std::pair<std::string, model::MappingConfig>> mappings;
    if (own.is_to_be_searched() || !own.own.empty()) {
        mappings.push_back({"auto", {.otherwise = model::MappingRule::automatic}});
    }
    const experiment::RunName name{experiment.models.front().name, experiment.processors.front().processor.name,
                                   experiment.training.baseline};
    if (const auto outcome = searched.find(name); outcome != searched.end() && outcome->second.found) {
        const std::optional<model::MappingConfig>& runner_up = outcome->second.found->runner_up;
        if (runner_up) mappings.emplace_back("the runner-up", *runner_up);
    }
    std::vector<experiment::OtherMapping> others;
    config::ExperimentConfig other = experiment;
    other.training.schedules = {experiment.training.baseline};
    for (auto& [called, mapping] : mappings) {
        other.placement.mapping = std::move(mapping);
        const experiment::Comparison comparison = options.compared(other, {});
        // If that mapping does not fit, there is nothing to compare with.
        if (!comparison.result.runs.empty()) others.push_back({called, comparison.result.runs.front()});
    }
    return others;
}

void explain(const ExplainOptions& options)
{
    const std::string& file = options.comparing.simulation.experiment;
    if (experiment::is_database(file)) {
        refuse_simulating(options);
        explain_stored({file, options.schedule.empty() ? "" : known_schedule(options.schedule), options.conditions,
                        options.comparing.simulation.format, options.comparing.simulation.print});
        return;
    }
    if (!options.conditions.empty()) {
        throw InputError(fmt::format("--where {}: chooses points of a results store, but {} is not one",
                                     options.conditions.front(), file));
    }
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
    const experiment::SearchedMappings searched = options.comparing.searched(experiment);
    const experiment::Comparison comparison = options.comparing.compared(experiment, searched);
    auto explained = experiment::explanation(comparison.result, experiment.placement);
    if (!explained) fail_unexplained(comparison, training.baseline);
    experiment::set_against(comparison.result, under_other_mappings(options.comparing, experiment, searched),
                            *explained);
    const std::string json_text = experiment::json_text(experiment::explanation_json(*explained));
    const std::vector<report::Table> tables =
        chosen_tables(options.comparing.simulation.print, experiment::explanation_tables(*explained));
    deliver(options.comparing.simulation, {resolved_name, experiment.resolved_yaml}, json_text, tables);
    refuse_failures(comparison.result.rows);
}

}  // namespace

void add_explain_command(Command& app)
{
    auto options = std::make_shared<ExplainOptions>();
    Command command =
        app.add_subcommand("explain", "where the energy and time of a run go, and what would save energy");
    options->comparing.simulation.add_common_to(command);
    command.add_option("--schedule", options->schedule, "explain this schedule; default: the experiment's first")
        .type_name("NAME")
        .check(given("a schedule"));
    command.add_flag("--all-schedules", options->all_schedules,
                     "compare it with every known schedule, not only with the experiment's");
    add_condition_option(command, options->conditions);
    options->comparing.add_jobs_to(command);
    options->comparing.add_searching_to(command);
    command.callback([options] { explain(*options); });
}

}  // namespace deltasim::app
