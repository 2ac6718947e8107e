// SPDX-License-Identifier: MIT
#include "app/comparing.hpp"

#include <fmt/format.h>

#include "app/argument_checks.hpp"
#include "app/progress_bar.hpp"

namespace deltasim
{

void ComparingOptions::add_jobs_to(CLI::App& command)
{
    command.add_option("-j,--jobs", jobs, "simulations at a time")->transform(whole_number(1))->capture_default_str();
}

Comparison ComparingOptions::compared(const ExperimentConfig& experiment) const
{
    ProgressBar bar;
    return compare(experiment, {jobs, simulation.chosen_engine(""), simulation.most_steps, version()},
                   [&](const CompareProgress& progress) {
                       bar.show(progress.steps_done, progress.steps,
                                [&] { return fmt::format("{} of {} runs", progress.runs_done, progress.runs); });
                   });
}

}  // namespace deltasim
