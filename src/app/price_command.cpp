// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/argument_checks.hpp"
#include "app/commands.hpp"
#include "app/options.hpp"
#include "app/querying.hpp"
#include "experiment/replay/command_list_result.hpp"
#include "experiment/store/repricing.hpp"
#include "os/interruption.hpp"

// deltasim price: prices stored counts by other cost tables, and a list of DRAM commands by the datasheet.

namespace deltasim::app
{

namespace
{

struct PriceOptions {
    StoreQuestion question;
    std::vector<std::string> costs;
    bool uncertainty = false;

    std::string commands;
    std::string dram;
    std::vector<std::string> settings;
    std::string formula;
    std::uint64_t cycles = 0;
};

void price_list(const PriceOptions& options)
{
    if (!options.question.store.empty()) {
        throw InputError(fmt::format("price takes a store or --commands, not both: {}", options.question.store));
    }
    if (options.dram.empty())
        throw InputError("--commands: expected --dram NAME, the device that the commands are for");
    const config::LoadedDevice loaded = config::load_dram_device(options.dram, "--dram " + options.dram,
                                                                 parse_settings(options.settings), search_path());
    experiment::CommandListSettings settings;
    settings.cycles = options.cycles;
    if (!options.formula.empty()) {
        settings.formula = machine::datasheet_formula_names.find(options.formula).value();
    }
    os::TextInput list(options.commands);
    const experiment::CommandListReport report =
        experiment::price_commands(list, loaded.device, settings, [] { os::stop_if_interrupted(); });
    const experiment::CommandListResult result = experiment::command_list_result(report, loaded.assumed, version());
    SimulationOptions shown;
    shown.format = options.question.format;
    deliver(shown, {}, experiment::json_text(experiment::command_list_json(result)),
            experiment::command_list_tables(result), {});
}

void reprice(const PriceOptions& options)
{
    if (!options.commands.empty()) return price_list(options);
    for (const auto& [given, option] : {std::pair{!options.dram.empty(), "--dram"},
                                        {!options.settings.empty(), "--set"},
                                        {!options.formula.empty(), "--formula"},
                                        {options.cycles > 0, "--cycles"}}) {
        if (given) throw InputError(fmt::format("{}: has an effect only with --commands FILE", option));
    }
    if (options.question.store.empty()) throw InputError("expected a results store, or --commands FILE");
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
}

}  // namespace

void add_price_command(Command& app)
{
    auto options = std::make_shared<PriceOptions>();
    Command command = app.add_subcommand("price", "price stored counts by other cost tables, without a simulation");
    command.add_option("store", options->question.store, "the results store").check(given("a file"));
    command.add_option("--costs", options->costs, "cost tables (default: those of each point)")
        .type_name("NAME...")
        .delimiter(',')
        .check(given("a cost table"));
    command.add_flag(
        "--uncertainty", options->uncertainty,
        "the range of savings while each figure varies within its stated range, or by 30 % where none is stated");
    command
        .add_option("--commands", options->commands,
                    "instead of a store: a list of DRAM commands, as replay --commands or another simulator writes "
                    "it; - is standard input")
        .type_name("FILE")
        .check(given("a file"));
    command.add_option("--dram", options->dram, "the DRAM device of --commands by name, or its YAML file")
        .type_name("NAME");
    command.add_option("--set", options->settings, "key.path=value: replace a value of that device; may be repeated")
        .type_name("KEY=VALUE");
    command
        .add_option("--formula", options->formula,
                    "formula for the energy of --commands: drampower (the default) or micron")
        .one_of(machine::datasheet_formula_names);
    command
        .add_option(
            "--cycles", options->cycles,
            "the time that --commands take, in clocks from the first command; default: up to the last data beat")
        .type_name("CLOCKS")
        .transform(whole_number(1));
    add_query_options(command, options->question.query);
    add_baseline_of_rows(command, options->question.baseline);
    add_format_option(command, options->question.format);
    options->question.print.add_wide_to(command);
    options->question.print.add_table_to(command);
    command.callback([options] { reprice(*options); });
}

}  // namespace deltasim::app
