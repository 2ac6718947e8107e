// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "config/document/number.hpp"
#include "config/document/quoted_text.hpp"
#include "os/messages.hpp"
#include "os/output_folder.hpp"
#include "schedule/schedules.hpp"
#include "search/search.hpp"
#include "search/search_tables.hpp"

// deltasim search: the mapping under which each schedule is at its best.

namespace deltasim::app
{

namespace
{

struct SearchCommandOptions {
    SimulationOptions simulation;
    std::string objective{search::objective_names.front()};
    std::string budget = "200";
    std::uint64_t candidates = 0;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string store;
};

/// Simulations, or time.
struct Budget {
    std::optional<std::uint64_t> simulations{};
    std::optional<std::chrono::duration<double>> time{};
};

/// `500`, `90s`, `5min`, `2h`.
std::optional<Budget> budget_of(const std::string& text)
{
    constexpr std::array<std::pair<std::string_view, double>, 3> units{{{"min", 60.0}, {"s", 1.0}, {"h", 3600.0}}};
    for (const auto& [unit, seconds] : units) {
        if (!text.ends_with(unit)) continue;
        const auto number = config::parse_whole_number(text.substr(0, text.size() - unit.size()));
        if (!number || *number == 0) return std::nullopt;
        return Budget{std::nullopt, std::chrono::duration<double>(static_cast<double>(*number) * seconds)};
    }
    const auto number = config::parse_whole_number(text);
    if (!number || *number == 0) return std::nullopt;
    return Budget{*number, std::nullopt};
}

search::SearchOptions search_options(const SearchCommandOptions& options)
{
    search::SearchOptions chosen;
    const auto named = std::find(search::objective_names.begin(), search::objective_names.end(), options.objective);
    chosen.objective = static_cast<search::Objective>(named - search::objective_names.begin());
    const Budget budget = budget_of(options.budget).value();
    chosen.most_simulations = budget.simulations.value_or(std::numeric_limits<std::uint64_t>::max());
    chosen.time = budget.time;
    chosen.most_candidates = options.candidates;
    chosen.jobs = options.jobs;
    chosen.version = version();
    return chosen;
}

void show(ProgressBar& bar, const search::SearchProgress& progress)
{
    if (progress.simulated == 0) {
        bar.show(progress.looked_at, progress.points, [&] {
            return fmt::format("{}: {} of {} mappings bounded", progress.schedule, progress.looked_at, progress.points);
        });
        return;
    }
    const bool counted = progress.simulations != std::numeric_limits<std::uint64_t>::max();
    bar.show(progress.simulated, counted ? progress.simulations : 0,
             [&] { return fmt::format("{}: {} steps simulated", progress.schedule, progress.simulated); });
}

void run_search(const SearchCommandOptions& options)
{
    const config::ExperimentConfig experiment = options.simulation.load();
    require_one(experiment, "search");
    const search::SearchOptions chosen = search_options(options);
    options.simulation.prepare_out();
    std::filesystem::path file = options.store;
    if (file.empty()) {
        file = options.simulation.experiment;
        file.replace_filename(file.stem().string() + ".db");
    }
    experiment::ResultsStore store(file, experiment::DatabaseAccess::create);
    const experiment::Engine engine = options.simulation.chosen_engine("");
    const config::PricedProcessor& priced = experiment.processors.front();
    search::SearchResult result{version(),
                                experiment.models.front().name,
                                priced.processor.name,
                                priced.costs.name,
                                experiment.training.batch,
                                options.objective,
                                priced.costs.energy_unit,
                                {}};
    for (const std::string& schedule : experiment.training.schedules) {
        const experiment::RunRequest request{.head = experiment.models.front(),
                                             .priced = priced,
                                             .training = experiment.training,
                                             .placement = experiment.placement,
                                             .schedule = *schedule::find_schedule(schedule),
                                             .engine = engine,
                                             .most_steps = options.simulation.most_steps(engine),
                                             .experiment_file = experiment.location.file};
        ProgressBar bar;
        result.schedules.push_back(search::search_schedule(
            request, store, chosen, [&](const search::SearchProgress& progress) { show(bar, progress); }));
    }
    std::vector<std::function<void()>> files;
    for (const search::ScheduleResult& each : result.schedules) {
        if (options.simulation.out.empty()) break;
        files.emplace_back([&] {
            const std::string name = fmt::format("best_{}", each.schedule);
            os::write_file(
                std::filesystem::path(options.simulation.out) / (name + ".yaml"),
                search::mapping_file(name,
                                     fmt::format("least {} of {} for {} on {}, batch {}, as searched", result.objective,
                                                 each.schedule, result.model, result.processor, result.batch),
                                     each.best.mapping));
        });
    }
    deliver(options.simulation, {resolved_name, experiment.resolved_yaml},
            experiment::json_text(search::search_json(result)), search::search_tables(result), files);
}

}  // namespace

void add_search_command(CLI::App& app)
{
    auto options = std::make_shared<SearchCommandOptions>();
    CLI::App* command = app.add_subcommand("search", "the mapping under which each schedule is at its best");
    options->simulation.add_to(*command);
    command->add_option("--objective", options->objective, "what is to be least: energy, time, or edp, their product")
        ->check(CLI::IsMember(std::vector<std::string>(search::objective_names.begin(), search::objective_names.end())))
        ->capture_default_str();
    command
        ->add_option("--budget", options->budget,
                     "of each schedule: steps to simulate, or time such as 90s, 5min or 2h")
        ->type_name("COUNT|TIME")
        ->check(CLI::Validator(
            [](const std::string& text) {
                return budget_of(text) ? ""
                                       : "expected a number of steps, or a time such as 90s, 5min or 2h, found " +
                                             config::quoted_text(text);
            },
            ""))
        ->capture_default_str();
    command
        ->add_option("--candidates", options->candidates,
                     "of each phase and layer only so many mappings, those of the least bounds; 0: all")
        ->transform(whole_number(0))
        ->capture_default_str();
    command->add_option("-j,--jobs", options->jobs, "simulations at a time")
        ->transform(whole_number(1))
        ->capture_default_str();
    command->add_option("--store", options->store, "the results store (default: EXPERIMENT.db beside EXPERIMENT.yaml)")
        ->type_name("FILE")
        ->check(given("a file"));
    command->callback([options] { run_search(*options); });
}

}  // namespace deltasim::app
