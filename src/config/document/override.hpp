// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"
#include "config/document/node.hpp"

// `--set key.path=value` replaces one value of the tree before the tree is read.

namespace deltasim::config
{

/// One `--set key.path=value` of the command line, split at the first `=`.
struct Override {
    std::string key_path;
    std::string value;  ///< YAML
    /// What the user typed, for messages; empty stands for `--set KEY=VALUE`.
    std::string origin{};
};

/// An override whose path has been split and whose value has been parsed.
struct ParsedOverride {
    std::vector<std::string> path;  ///< at least one key
    Node value;

    /// The path as the user wrote it, without its last `count` keys.
    [[nodiscard]] std::string written_path_without(std::size_t count) const;
};

/// Splits and parses overrides. Diagnoses those without a path and those whose value is no YAML, and leaves them out.
/// The location of such an error is the text of the command-line argument.
[[nodiscard]] std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides,
                                                          Diagnostics& diagnostics);

/// An override that sets a key to a value that is already parsed; nothing where the path has an empty key.
[[nodiscard]] std::optional<ParsedOverride> parsed_override(const std::string& key_path, Node value);

/// A key such as `layers[2]`, split into name and index.
struct ElementKey {
    std::string list;
    std::string index;  ///< counted from 1, if it is a number
};
[[nodiscard]] std::optional<ElementKey> split_element_key(const std::string& key);

/// The element of a list. Diagnoses an element that is not there and returns nullptr. `path`: the path of the list.
[[nodiscard]] Node* find_element(Node& list, const std::string& index, const std::string& path,
                                 const SourceLocation& location, Diagnostics& diagnostics);

/// Takes one step along the path of an override and returns the value of its key number `depth` below `at`. `key[2]` is
/// the second element of the list `key`. Where there is nothing, a mapping is made. An assumed figure stays assumed.
/// Diagnoses a path that leads through a scalar or past the end of a list, and returns nullptr.
[[nodiscard]] Node* descend(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics);

/// Takes the last step: puts the value in its place below `at`. An assumed figure there is replaced together with its
/// mark.
void put(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics);

/// Follows the whole path of an override through a tree whose names are all resolved.
void apply(const ParsedOverride& given, Node& root, Diagnostics& diagnostics);

/// The value that an override of this path would replace; nullptr where there is none.
[[nodiscard]] const Node* find_at(const Node& root, const std::vector<std::string>& path);

}  // namespace deltasim::config
