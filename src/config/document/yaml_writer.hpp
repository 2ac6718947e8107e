// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/node.hpp"

// Writes a tree as YAML text.

namespace deltasim::config
{

/// Mappings, and lists that contain a list or mapping, are written in block style, other lists in flow style. Reading
/// the text again gives the same tree, except for places. Text is quoted only where it could be read as something else.
[[nodiscard]] std::string write_yaml(const Node& root);

}  // namespace deltasim::config
