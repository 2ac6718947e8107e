// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"
#include "config/library/search_path.hpp"

// Finds models, processors, DRAM devices and cost tables by name: one YAML file each, one folder for each kind.

namespace deltasim::config
{

/// The kinds of thing that are found by name.
enum class Library { models, processors, dram, costs, mappings };

/// The folder of a library below a root of the search path, such as `configs/dram`.
[[nodiscard]] std::filesystem::path library_folder(Library library);

/// The word for one item of the library in messages, such as `DRAM device`.
[[nodiscard]] std::string_view library_noun(Library library);

/// The file of a name, from the first root that has it.
[[nodiscard]] std::optional<std::filesystem::path> find_in_library(Library library, std::string_view name,
                                                                   const SearchPath& search_path);

/// Every name of a library, sorted.
[[nodiscard]] std::vector<std::string> library_names(Library library, const SearchPath& search_path);

/// Adds the file's stem to a document as its `name`, where it has none.
void name_after_file(Node& root, const std::filesystem::path& file);

/// Reads a file of a library and makes sure that it has a name.
[[nodiscard]] std::optional<Node> read_named_file(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Every name of a library with its one-line description, sorted by name; the first root that has a name wins. A file
/// that cannot be read is listed with its error in place of the description.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> list_library(Library library,
                                                                            const SearchPath& search_path);

}  // namespace deltasim::config
