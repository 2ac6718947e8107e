// SPDX-License-Identifier: MIT
#include "app/searching_options.hpp"

#include <fmt/format.h>

#include "app/argument_checks.hpp"
#include "config/document/quoted_text.hpp"
#include "config/readers/search_reader.hpp"
#include "core/diagnostic.hpp"
#include "core/objective.hpp"

namespace deltasim::app
{

void SearchingOptions::add_to(Command& command)
{
    command
        .add_option("--mapping", mapping,
                    "how the machine runs the loops: auto, streaming, a name or a file; best: as a search finds it")
        .type_name("NAME")
        .check(given("a mapping"));
    add_search_to(command);
}

void SearchingOptions::add_search_to(Command& command)
{
    command
        .add_option("--objective", objective, "what a search minimises: energy (default), time, or edp, their product")
        .one_of(objective_names);
    command
        .add_option("--budget", budget,
                    fmt::format("for each search: steps to simulate, or a time such as 90s, 5min or 2h (default: {})",
                                config::SearchBudget{}.text))
        .type_name("COUNT|TIME")
        .check([](const std::string& text) {
            return config::parse_search_budget(text)
                       ? ""
                       : fmt::format("expected {}, found {}", config::budget_in_words, config::quoted_text(text));
        });
    command
        .add_option(
            "--candidates", candidates,
            "how many mappings of each phase and layer to consider, those with the lowest bounds; 0: all (default)")
        .transform(whole_number(0));
}

void SearchingOptions::append_to(std::vector<config::Override>& overrides) const
{
    const auto append = [&](const char* key, const char* option, const std::string& value) {
        if (!value.empty()) overrides.push_back({key, value, fmt::format("{} {}", option, value)});
    };
    append("mapping", "--mapping", mapping);
    append("search.objective", "--objective", objective);
    append("search.budget", "--budget", budget);
    append("search.candidates", "--candidates", candidates ? std::to_string(*candidates) : "");
}

void SearchingOptions::require_effect(const config::ExperimentConfig& experiment, const std::string& store) const
{
    if (experiment.placement.mapping.is_to_be_searched()) return;
    const auto refuse = [](const std::string& option) {
        throw InputError(fmt::format("{}: has no effect without mapping: best", option));
    };
    if (!objective.empty()) refuse("--objective " + objective);
    if (!budget.empty()) refuse("--budget " + budget);
    if (candidates) refuse(fmt::format("--candidates {}", *candidates));
    if (!store.empty()) refuse("--store " + store);
}

void add_search_store(Command& command, std::string& store)
{
    command
        .add_option("--store", store,
                    "where searches and their simulations are kept (default: EXPERIMENT.db beside "
                    "EXPERIMENT.yaml)")
        .type_name("FILE")
        .check(given("a file"));
}

std::filesystem::path store_beside(const std::string& experiment, const std::string& store)
{
    if (!store.empty()) return store;
    std::filesystem::path file = experiment;
    return file.replace_filename(file.stem().string() + ".db");
}

}  // namespace deltasim::app
