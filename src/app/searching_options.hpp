// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document/override.hpp"
#include "config/readers/experiment.hpp"

// What the command line says of mappings and of the searches for them: short for --set mapping and --set search.

namespace deltasim::app
{

struct SearchingOptions {
    std::string mapping;
    std::string objective;
    std::string budget;
    std::optional<std::uint64_t> candidates;

    /// --mapping, and what the search for the best is to do.
    void add_to(CLI::App& command);
    /// The latter alone.
    void add_search_to(CLI::App& command);
    void append_to(std::vector<config::Override>& overrides) const;
    /// Throws InputError where a search is described and there is to be none.
    void require_effect(const config::ExperimentConfig& experiment, const std::string& store) const;
};

/// The store of an experiment's searches: the one that is asked for, or EXPERIMENT.db beside EXPERIMENT.yaml.
void add_search_store(CLI::App& command, std::string& store);
[[nodiscard]] std::filesystem::path store_beside(const std::string& experiment, const std::string& store);

}  // namespace deltasim::app
