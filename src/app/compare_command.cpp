// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/progress_bar.hpp"
#include "experiment/compare.hpp"
#include "experiment/result_tables.hpp"

// deltasim compare: the savings table.

namespace deltasim
{

namespace
{

struct CompareCommandOptions {
    SimulationOptions simulation;
    std::uint64_t jobs = std::max(1U, std::thread::hardware_concurrency());
};

void run_comparison(const CompareCommandOptions& options)
{
    const ExperimentConfig experiment = options.simulation.load();
    options.simulation.prepare_out();
    Comparison comparison;
    {
        ProgressBar bar;
        comparison = compare(
            experiment, {options.jobs, options.simulation.chosen_engine(""), options.simulation.most_steps, version()},
            [&](const CompareProgress& progress) {
                bar.show(progress.steps_done, progress.steps,
                         [&] { return fmt::format("{} of {} runs", progress.runs_done, progress.runs); });
            });
    }
    const std::string json_text = comparison.json.dump(2) + "\n";
    const std::vector<Table> tables = comparison_tables(comparison.json);
    keep_results(options.simulation, {resolved_name, experiment.resolved_yaml}, json_text, tables);
    const Format format = *format_named(options.simulation.format);
    fmt::print("{}", format == Format::json ? json_text : render(tables, format));
    if (!comparison.failures.empty()) throw RunFailed(fmt::format("{}", fmt::join(comparison.failures, "\n")));
}

}  // namespace

void add_compare_command(CLI::App& app)
{
    auto options = std::make_shared<CompareCommandOptions>();
    CLI::App* command = app.add_subcommand("compare", "schedules against the baseline: the savings table");
    options->simulation.add_to(*command);
    command->add_option("-j,--jobs", options->jobs, "simulations at a time")
        ->transform(whole_number(1))
        ->capture_default_str();
    command->callback([options] { run_comparison(*options); });
}

}  // namespace deltasim
