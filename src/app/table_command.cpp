// SPDX-License-Identifier: MIT
#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/querying.hpp"
#include "experiment/store/stored_rows.hpp"

// deltasim table: queries stored results.

namespace deltasim::app
{

namespace
{

void show_table(const StoreQuestion& question)
{
    experiment::ResultsStore store(question.store, experiment::DatabaseAccess::read);
    answer(question, experiment::stored_rows(experiment::all_points(store), question.baseline), store);
}

}  // namespace

void add_table_command(Command& app)
{
    auto options = std::make_shared<StoreQuestion>();
    Command command = app.add_subcommand("table", "stored results: choose, sort, pivot");
    command.add_option("store", options->store, "the results store").required().check(given("a file"));
    add_query_options(command, options->query);
    add_baseline_of_rows(command, options->baseline);
    add_format_option(command, options->format);
    options->print.add_wide_to(command);
    options->print.add_table_to(command);
    command.callback([options] { show_table(*options); });
}

}  // namespace deltasim::app
