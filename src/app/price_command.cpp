// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "experiment/repricing.hpp"
#include "experiment/table_query.hpp"

// deltasim price: other prices on stored counts.

namespace deltasim
{

namespace
{

struct PriceOptions {
    std::string store;
    std::vector<std::string> costs;
    std::string baseline;
    std::string format = "text";
    bool uncertainty = false;
    TableQuery query;
};

void reprice(const PriceOptions& options)
{
    RepricingOptions chosen;
    std::vector<Diagnostic> diagnostics;
    for (const std::string& name : options.costs) {
        try {
            chosen.tables.push_back(load_cost_table(name, "--costs " + name, search_path()));
        } catch (const InputError& error) {
            diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
        }
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
    chosen.baseline = options.baseline;
    chosen.uncertainty = options.uncertainty;
    ResultsStore store(options.store, DatabaseAccess::read);
    const QueryResult result = query(repriced_rows(store, chosen), options.query);
    const Format format = *format_named(options.format);
    fmt::print("{}", format == Format::json ? result.json.dump(2) + "\n" : render(result.tables, format));
}

}  // namespace

void add_price_command(CLI::App& app)
{
    auto options = std::make_shared<PriceOptions>();
    CLI::App* command = app.add_subcommand("price", "stored counts under other cost tables, without simulating");
    command->add_option("store", options->store, "the results store")->required()->check(given("a file"));
    command->add_option("--costs", options->costs, "cost tables (default: those of each point)")
        ->type_name("NAME...")
        ->check(given("a cost table"));
    command->add_flag("--uncertainty", options->uncertainty,
                      "what savings can be while each figure is in its range, or within 30 % where none is stated");
    add_query_options(*command, options->query);
    add_baseline_of_rows(*command, options->baseline);
    add_format_option(*command, options->format);
    command->callback([options] { reprice(*options); });
}

}  // namespace deltasim
