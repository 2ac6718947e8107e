// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands.hpp"
#include "app/comparing.hpp"
#include "app/row_failures.hpp"
#include "experiment/store/table_query.hpp"
#include "experiment/tables/savings_tables.hpp"

// deltasim compare: prints the savings table.

namespace deltasim::app
{

namespace
{

void run_comparison(const ComparingOptions& options)
{
    const config::ExperimentConfig experiment = options.simulation.load();
    const std::vector<std::string>& columns = options.simulation.print.columns;
    require_columns(columns, experiment::column_keys());  // before anything is simulated
    options.simulation.prepare_out();
    const experiment::Comparison comparison = options.compared(experiment, options.searched(experiment));
    std::string json_text = experiment::json_text(experiment::comparison_json(comparison.result));
    std::vector<report::Table> tables = experiment::comparison_tables(comparison.result);
    SimulationOptions delivered = options.simulation;
    if (!columns.empty()) {
        // Rows have more columns than the table; all of them can be chosen.
        const auto& rows = comparison.result.rows;
        experiment::QueryResult chosen = experiment::query({{}, {rows.begin(), rows.end()}}, {.columns = columns});
        json_text = experiment::json_text(chosen.json);
        tables = std::move(chosen.tables);
        delivered.print.columns.clear();  // the columns are already chosen
    }
    deliver(delivered, {resolved_name, experiment.resolved_yaml}, json_text, tables);
    refuse_failures(comparison.result.rows);
}

}  // namespace

void add_compare_command(Command& app)
{
    auto options = std::make_shared<ComparingOptions>();
    Command command = app.add_subcommand("compare", "schedules against the baseline: the savings table");
    options->simulation.add_to(command);
    options->add_jobs_to(command);
    options->add_searching_to(command);
    command.callback([options] { run_comparison(*options); });
}

}  // namespace deltasim::app
