// SPDX-License-Identifier: MIT
#include "app/comparing.hpp"

#include <fmt/format.h>

#include "app/argument_checks.hpp"
#include "app/progress_bar.hpp"

namespace deltasim::app
{

void ComparingOptions::add_jobs_to(CLI::App& command)
{
    command.add_option("-j,--jobs", jobs, "simulations at a time")->transform(whole_number(1))->capture_default_str();
}

experiment::Comparison ComparingOptions::compared(const config::ExperimentConfig& experiment) const
{
    ProgressBar bar;
    const experiment::Engine engine = simulation.chosen_engine("");
    return experiment::compare(experiment, {jobs, engine, simulation.most_steps(engine), version()},
                               [&](const experiment::CompareProgress& progress) {
                                   bar.show(
                                       progress.steps_done, progress.steps,
                                       [&] { return fmt::format("{} of {} runs", progress.runs_done, progress.runs); },
                                       progress.seconds_left);
                               });
}

}  // namespace deltasim::app
