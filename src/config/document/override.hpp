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

    /// Whether the path leads to something below the key path `keys`, and not to that itself.
    [[nodiscard]] bool is_below(const std::vector<std::string>& keys) const;
    /// The path as the user wrote it, without its last `count` keys.
    [[nodiscard]] std::string written_path_without(std::size_t count) const;
    /// The same override, seen from below its first `count` keys.
    [[nodiscard]] ParsedOverride below(std::size_t count) const;
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

/// Puts the value in its place in `root`, making mappings on the way where there is nothing; `key[2]` is the second
/// element of the list `key`. A path through a scalar, or past the end of a list, is diagnosed. An assumed figure on
/// the way stays assumed; one at the end of the path is replaced with its mark.
void apply(const ParsedOverride& override_, Node& root, Diagnostics& diagnostics);

/// What stands where an override of this path would go; nullptr where nothing does.
[[nodiscard]] const Node* find_at(const Node& root, const std::vector<std::string>& path);

}  // namespace deltasim::config
