// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "app/row_failures.hpp"
#include "experiment/tables/savings_tables.hpp"

// deltasim compare: the savings table.

namespace deltasim::app
{

namespace
{

void run_comparison(const ComparingOptions& options)
{
    const config::ExperimentConfig experiment = options.simulation.load();
    options.simulation.prepare_out();
    const experiment::Comparison comparison = options.compared(experiment);
    const std::string json_text = experiment::json_text(experiment::comparison_json(comparison.result));
    const std::vector<report::Table> tables = experiment::comparison_tables(comparison.result);
    deliver(options.simulation, {resolved_name, experiment.resolved_yaml}, json_text, tables);
    refuse_failures(comparison.result.rows);
}

}  // namespace

void add_compare_command(CLI::App& app)
{
    auto options = std::make_shared<ComparingOptions>();
    CLI::App* command = app.add_subcommand("compare", "schedules against the baseline: the savings table");
    options->simulation.add_to(*command);
    options->add_jobs_to(*command);
    command->callback([options] { run_comparison(*options); });
}

}  // namespace deltasim::app
