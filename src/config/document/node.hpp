// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document/quoted_text.hpp"
#include "core/diagnostic.hpp"

// The tree of a YAML document. Every value knows where it was written, so that a rule that refuses it later can show
// the user the place.

namespace deltasim::config
{

/// `refused` stands for a value that has already been diagnosed; readers skip it without a message.
enum class NodeKind : std::uint8_t { nothing, scalar, list, mapping, refused };

struct Member;

/// The place where a document is named.
struct NamedAt {
    SourceLocation location;
    std::string path;
};

struct Node {
    NodeKind kind = NodeKind::nothing;
    std::string text;     ///< for a scalar
    bool quoted = false;  ///< a scalar in quotes is text, even if it looks like a number
    std::vector<Node> items;
    std::vector<Member> members;  ///< in the order written, each key once

    std::shared_ptr<const std::string> file;  ///< the file, or the `--set` that gave the value
    int line = 0;                             ///< 1-based; 0 where there are no lines
    int column = 0;
    /// Where dotted key paths start again: "" at the root of a document that replaces its name, the given path at a
    /// value that `--set` has put in.
    std::optional<std::string> rooted_path;
    std::shared_ptr<const NamedAt> named_at;  ///< at the root of a document that replaces its name

    [[nodiscard]] SourceLocation location() const;
    /// The value of a mapping's key, or nullptr.
    [[nodiscard]] const Node* find(std::string_view key) const;
    [[nodiscard]] Node* find(std::string_view key);
    [[nodiscard]] bool is_collection() const { return kind == NodeKind::mapping || kind == NodeKind::list; }
    /// The number of values in it, itself included.
    [[nodiscard]] std::size_t count_values() const;
    /// True for `{assumed: V, reason: ...}`.
    [[nodiscard]] bool is_assumed() const;
    /// V of `{assumed: V, ...}`, or the node itself.
    [[nodiscard]] Node& bare();
};

struct Member {
    std::string key;
    SourceLocation key_location;
    Node value;
};

/// A scalar that is said to stand at the same place as `place`.
[[nodiscard]] Node scalar_node(std::string text, bool quoted, const Node& place);
[[nodiscard]] Node mapping_node(const Node& place);

/// Sets a key of a mapping: replaces its value, or appends the key.
void set_member(Node& mapping, std::string_view key, Node value, const SourceLocation& key_location);

/// Key paths are written `processor.memories.l1.banks`; elements of a list count from 1: `layers[2].outputs`.
[[nodiscard]] std::string member_path(const std::string& path, std::string_view key, const Node& value);
[[nodiscard]] std::string element_path(const std::string& path, std::size_t index, const Node& element);

/// What was found in place of the expected, for messages: `"zero"`, `a list`, `nothing`.
[[nodiscard]] std::string found(const Node& node);

}  // namespace deltasim::config
