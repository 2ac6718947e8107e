// SPDX-License-Identifier: MIT
#include "app/comparing.hpp"

#include <fmt/format.h>

#include "app/argument_checks.hpp"
#include "app/best_search.hpp"
#include "app/progress_bar.hpp"
#include "experiment/batch/runnable.hpp"

namespace deltasim::app
{

void ComparingOptions::add_jobs_to(Command& command)
{
    command.add_option("-j,--jobs", jobs, "simulations at a time").transform(whole_number(1)).capture_default_str();
}

void ComparingOptions::add_searching_to(Command& command)
{
    simulation.searching.add_to(command);
    add_search_store(command, store);
}

experiment::SearchedMappings ComparingOptions::searched(const config::ExperimentConfig& experiment) const
{
    simulation.searching.require_effect(experiment, store);
    if (!experiment.placement.mapping.is_to_be_searched()) return {};
    static_cast<void>(experiment::require_runnable(experiment));  // reports what is missing before hours of search
    experiment::ResultsStore results(store_beside(simulation.experiment, store), experiment::DatabaseAccess::create);
    ProgressBar bar;
    return search::best_mappings(experiment, results, best_options(bar, jobs));
}

experiment::Comparison ComparingOptions::compared(const config::ExperimentConfig& experiment,
                                                  const experiment::SearchedMappings& searched) const
{
    ProgressBar bar;
    const experiment::Engine engine = simulation.chosen_engine("");
    const experiment::CompareOptions options{jobs, engine, simulation.most_steps(engine), version(), searched};
    return experiment::compare(experiment, options, [&](const experiment::CompareProgress& progress) {
        const auto label = [&] { return fmt::format("{} of {} runs", progress.runs_done, progress.runs); };
        bar.show_uneven(progress.steps_done, progress.steps, label, progress.seconds_left);
    });
}

}  // namespace deltasim::app
