// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/node.hpp"

// From the tree back to YAML text.

namespace deltasim::config
{

/// Block style for mappings and for lists that hold any list or mapping, flow style for other lists. Reading the text
/// again gives the same tree, places aside; only text that could be taken for something else is quoted.
[[nodiscard]] std::string write_yaml(const Node& root);

}  // namespace deltasim::config
