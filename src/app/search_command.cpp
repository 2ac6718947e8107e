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
#include "app/best_search.hpp"
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

// deltasim search: searches for the best mapping of each schedule.

namespace deltasim::app
{

namespace
{

struct SearchCommandOptions {
    SimulationOptions simulation;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string store;
};

void run_search(const SearchCommandOptions& options)
{
    const config::ExperimentConfig experiment = options.simulation.load();
    require_one(experiment, "search");
    const search::SearchOptions chosen = search::search_options(experiment.search, options.jobs, version());
    options.simulation.prepare_out();
    experiment::ResultsStore store(store_beside(options.simulation.experiment, options.store),
                                   experiment::DatabaseAccess::create);
    const experiment::Engine engine = options.simulation.chosen_engine("");
    const config::PricedProcessor& priced = experiment.processors.front();
    search::SearchResult result{version(),
                                experiment.models.front().name,
                                priced.processor.name,
                                priced.costs.name,
                                experiment.training.batch,
                                std::string(name_of(experiment.search.objective)),
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
            request, store, chosen, [&](const search::SearchProgress& progress) { show_search(bar, progress, ""); }));
    }
    std::vector<std::function<void()>> files;
    for (const search::ScheduleResult& each : result.schedules) {
        if (options.simulation.out.empty()) break;
        files.emplace_back([&] {
            const std::string name = fmt::format("best_{}", each.schedule);
            os::write_file(
                std::filesystem::path(options.simulation.out) / (name + ".yaml"),
                search::mapping_file(name,
                                     fmt::format("best found: least {} of {} for {} on {}, batch {}", result.objective,
                                                 each.schedule, result.model, result.processor, result.batch),
                                     each.best.mapping));
        });
    }
    deliver(options.simulation, {resolved_name, experiment.resolved_yaml},
            experiment::json_text(search::search_json(result)), search::search_tables(result), files);
}

}  // namespace

void add_search_command(Command& app)
{
    auto options = std::make_shared<SearchCommandOptions>();
    Command command = app.add_subcommand("search", "the mapping under which each schedule is at its best");
    options->simulation.add_to(command);
    options->simulation.searching.add_search_to(command);
    command.add_option("-j,--jobs", options->jobs, "simulations at a time")
        .transform(whole_number(1))
        .capture_default_str();
    add_search_store(command, options->store);
    command.callback([options] { run_search(*options); });
}

}  // namespace deltasim::app
