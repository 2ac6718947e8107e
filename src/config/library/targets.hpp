// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"
#include "config/document/value.hpp"
#include "config/library/search_path.hpp"

// Data sets by name, each with its number of classes: `configs/targets.yaml` below each root of the search path.

namespace deltasim::config
{

struct Target {
    std::string name;
    std::uint64_t classes = 0;
    std::string description;  ///< one line
};

/// Reads a document of targets. Targets that were diagnosed are left out.
[[nodiscard]] std::vector<Target> read_targets(const Value& document);

/// The targets of every root, sorted by name; the first root that has a name wins.
[[nodiscard]] std::vector<Target> find_targets(const SearchPath& search_path, Diagnostics& diagnostics);

/// Replaces a target's name by its number of classes, where `holder`, an experiment or a model at `path`, has such a
/// name as its `classes`. Diagnoses an unknown name.
void put_target_classes(Node& holder, const std::string& path, const SearchPath& search_path, Diagnostics& diagnostics);

/// Every target (a data set) with its number of classes and description, sorted by name. Throws InputError.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> list_targets(const SearchPath& search_path);

}  // namespace deltasim::config
