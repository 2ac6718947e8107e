// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"

// `--set key.path=value`: one value of the tree replaced before it is read.

namespace deltasim::config
{

/// One `--set key.path=value` of the command line, split at the first `=`.
struct Override {
    std::string key_path;
    std::string value;  ///< YAML
    /// What the user typed, for messages; empty: `--set KEY=VALUE`.
    std::string origin{};
};

/// An override whose path has been split and whose value has been parsed.
struct ParsedOverride {
    std::vector<std::string> path;  ///< at least one key
    Node value;

    /// The path as the user wrote it, without its last `count` keys.
    [[nodiscard]] std::string written_path_without(std::size_t count) const;
};

/// Diagnoses those without a path and those whose value is no YAML, and leaves them out. The location of whatever
/// is wrong with an override is the text of its command-line argument.
[[nodiscard]] std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides,
                                                          Diagnostics& diagnostics);

/// An override of a key by a value that has been read already; nothing where the path has an empty key.
[[nodiscard]] std::optional<ParsedOverride> parsed_override(const std::string& key_path, Node value);

/// `layers[2]` taken apart.
struct ElementKey {
    std::string list;
    std::string index;  ///< counted from 1, if it is a number
};
[[nodiscard]] std::optional<ElementKey> split_element_key(const std::string& key);

/// The element of a list, or nullptr, having diagnosed that there is none. `path`: the list's.
[[nodiscard]] Node* find_element(Node& list, const std::string& index, const std::string& path,
                                 const SourceLocation& location, Diagnostics& diagnostics);

/// One step on the way of an override: what stands at its key number `depth` below `at`, a mapping being made where
/// there is nothing; `key[2]` is the second element of the list `key`. An assumed figure stays assumed. Where there is
/// no such way, through a scalar or past the end of a list, that is diagnosed: nullptr.
[[nodiscard]] Node* descend(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics);

/// The last step: puts the value in its place below `at`. An assumed figure there is replaced with its mark.
void put(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics);

/// The whole way of an override through a tree in which no name is left.
void apply(const ParsedOverride& given, Node& root, Diagnostics& diagnostics);

/// What stands where an override of this path would go; nullptr where nothing does.
[[nodiscard]] const Node* find_at(const Node& root, const std::vector<std::string>& path);

}  // namespace deltasim::config
