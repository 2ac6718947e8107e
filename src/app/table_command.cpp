// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/messages.hpp"
#include "app/options.hpp"
#include "experiment/stored_rows.hpp"
#include "experiment/table_query.hpp"

// deltasim table: stored results, asked again.

namespace deltasim
{

namespace
{

struct TableOptions {
    std::string store;
    std::string baseline;
    std::string format = "text";
    TableQuery query;
};

void show_table(const TableOptions& options)
{
    ResultsStore store(options.store, DatabaseAccess::read);
    const QueryResult result = query(stored_rows(all_points(store), options.baseline), options.query);
    const Format format = *format_named(options.format);
    fmt::print("{}", format == Format::json ? result.json.dump(2) + "\n" : render(result.tables, format));
    if (const std::int64_t others = store.points_of_other_versions(); others > 0) {
        say(fmt::format("deltasim: {} points of other versions of the model are left out", others));
    }
}

}  // namespace

void add_table_command(CLI::App& app)
{
    auto options = std::make_shared<TableOptions>();
    CLI::App* command = app.add_subcommand("table", "stored results: choose, sort, pivot");
    command->add_option("store", options->store, "the results store")->required()->check(given("a file"));
    add_query_options(*command, options->query);
    add_baseline_of_rows(*command, options->baseline);
    add_format_option(*command, options->format);
    command->callback([options] { show_table(*options); });
}

}  // namespace deltasim
