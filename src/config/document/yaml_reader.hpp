// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"

// Reads YAML text into a tree with places. Only this file's .cpp includes yaml-cpp.

namespace deltasim::config
{

/// Reads a file that holds one document, a mapping. Expands aliases; a key that is given twice keeps its first value.
/// Diagnoses, with place: a file that cannot be read, wrong YAML syntax, duplicate keys, more than one document, more
/// than 64 levels, more than 100,000 values after the expansion of aliases. Returns nothing where no tree could be
/// built.
[[nodiscard]] std::optional<Node> read_yaml_file(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Reads one value of any kind from text whose line numbers would not help the user; `origin` names the text in
/// diagnostics.
[[nodiscard]] std::optional<Node> read_yaml_text(const std::string& text, const std::string& origin,
                                                 Diagnostics& diagnostics);

}  // namespace deltasim::config
