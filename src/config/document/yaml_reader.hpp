// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"

// From YAML text to a tree with places. The only file of the program that knows yaml-cpp is this one's .cpp.

namespace deltasim::config
{

/// Reads a file that holds one document, a mapping. Aliases are expanded; a key that is given twice keeps its first
/// value. Diagnoses, with place: whatever keeps the file from being read, YAML syntax, duplicate keys, more than one
/// document, more than 64 levels, more than 100,000 values once aliases are expanded. Nothing is returned where no tree
/// came out.
[[nodiscard]] std::optional<Node> read_yaml_file(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Reads one value of any kind from text that has no lines worth naming; `origin` stands for the file in diagnostics.
[[nodiscard]] std::optional<Node> read_yaml_text(const std::string& text, const std::string& origin,
                                                 Diagnostics& diagnostics);

}  // namespace deltasim::config
