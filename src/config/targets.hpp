// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/diagnostics.hpp"
#include "config/load.hpp"
#include "config/node.hpp"
#include "config/value.hpp"

// Data sets by name, each with its number of classes: `configs/targets.yaml` below each root of the search path.

namespace deltasim
{

struct Target {
    std::string name;
    std::uint64_t classes = 0;
    std::string description;  ///< one line
};

/// Reads a document of targets. What was diagnosed is left out.
[[nodiscard]] std::vector<Target> read_targets(const Value& document);

/// The targets of every root, sorted by name; the first root that has a name wins.
[[nodiscard]] std::vector<Target> find_targets(const SearchPath& search_path, Diagnostics& diagnostics);

/// Puts the number of classes in place of a target's name, where `holder`, an experiment or a model at `path`, has one
/// as its `classes`. Diagnoses a name that is not known.
void put_target_classes(Node& holder, const std::string& path, const SearchPath& search_path, Diagnostics& diagnostics);

}  // namespace deltasim
