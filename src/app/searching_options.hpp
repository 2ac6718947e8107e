// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/command_line.hpp"
#include "config/document/override.hpp"
#include "config/readers/experiment.hpp"

// Options for mappings and searches: short forms of --set mapping and --set search.

namespace deltasim::app
{

struct SearchingOptions {
    std::string mapping;
    std::string objective;
    std::string budget;
    std::optional<std::uint64_t> candidates;

    /// Adds --mapping and the options of the search for the best mapping.
    void add_to(Command& command);
    /// Adds only the options of the search.
    void add_search_to(Command& command);
    void append_to(std::vector<config::Override>& overrides) const;
    /// Throws InputError if search options are given and nothing is searched.
    void require_effect(const config::ExperimentConfig& experiment, const std::string& store) const;
};

/// The store for the searches of an experiment: the given one, or EXPERIMENT.db beside EXPERIMENT.yaml.
void add_search_store(Command& command, std::string& store);
[[nodiscard]] std::filesystem::path store_beside(const std::string& experiment, const std::string& store);

}  // namespace deltasim::app
