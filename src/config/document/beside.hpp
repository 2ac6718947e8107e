// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "config/document/node.hpp"

// Files that a configuration file names.

namespace deltasim::config
{

/// The file that a value names. An absolute path stays as it is. A relative path starts at the file in which the value
/// stands, or at the current directory where the value comes from the command line.
[[nodiscard]] inline std::filesystem::path beside(const Node& value)
{
    const std::filesystem::path named = value.text;
    const bool in_file = value.line > 0 && value.file;
    return in_file ? (std::filesystem::path(*value.file).parent_path() / named).lexically_normal() : named;
}

}  // namespace deltasim::config
