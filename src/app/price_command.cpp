// SPDX-License-Identifier: MIT
#include <memory>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/querying.hpp"
#include "app/row_failures.hpp"
#include "experiment/store/repricing.hpp"

// deltasim price: other prices on stored counts.

namespace deltasim::app
{

namespace
{

struct PriceOptions {
    StoreQuestion question;
    std::vector<std::string> costs;
    bool uncertainty = false;
};

void reprice(const PriceOptions& options)
{
    experiment::RepricingOptions chosen;
    std::vector<Diagnostic> diagnostics;
    for (const std::string& name : options.costs) {
        try {
            chosen.tables.push_back(config::load_cost_table(name, "--costs " + name, search_path()));
        } catch (const InputError& error) {
            diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
        }
    }
    if (!diagnostics.empty()) throw InputError(diagnostics);
    chosen.baseline = options.question.baseline;
    chosen.uncertainty = options.uncertainty;
    experiment::ResultsStore store(options.question.store, experiment::DatabaseAccess::read);
    const experiment::StoredResult priced = experiment::repriced_rows(store, chosen);
    answer(options.question, priced, store);
    refuse_failures(priced.rows);
}

}  // namespace

void add_price_command(CLI::App& app)
{
    auto options = std::make_shared<PriceOptions>();
    CLI::App* command = app.add_subcommand("price", "stored counts under other cost tables, without simulating");
    command->add_option("store", options->question.store, "the results store")->required()->check(given("a file"));
    command->add_option("--costs", options->costs, "cost tables (default: those of each point)")
        ->type_name("NAME...")
        ->delimiter(',')
        ->check(given("a cost table"));
    command->add_flag("--uncertainty", options->uncertainty,
                      "what savings can be while each figure is in its range, or within 30 % where none is stated");
    add_query_options(*command, options->question.query);
    add_baseline_of_rows(*command, options->question.baseline);
    add_format_option(*command, options->question.format);
    command->callback([options] { reprice(*options); });
}

}  // namespace deltasim::app
