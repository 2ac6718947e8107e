// SPDX-License-Identifier: MIT
#include "config/document/node.hpp"

#include <algorithm>
#include <utility>

namespace deltasim::config
{

SourceLocation Node::location() const { return {file ? *file : std::string(), line, column}; }

const Node* Node::find(std::string_view key) const
{
    const auto member = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
    return member == members.end() ? nullptr : &member->value;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

std::size_t Node::count_values() const
{
    std::size_t count = 1;
    for (const Node& item : items) count += item.count_values();
    for (const Member& member : members) count += member.value.count_values();
    return count;
}

bool Node::is_assumed() const { return kind == NodeKind::mapping && find("assumed") != nullptr; }

Node& Node::bare() { return is_assumed() ? *find("assumed") : *this; }

Node scalar_node(std::string text, bool quoted, const Node& place)
{
    Node node;
    node.kind = NodeKind::scalar;
    node.text = std::move(text);
    node.quoted = quoted;
    node.file = place.file;
    node.line = place.line;
    node.column = place.column;
    return node;
}

Node mapping_node(const Node& place)
{
    Node node = scalar_node("", false, place);
    node.kind = NodeKind::mapping;
    return node;
}

void set_member(Node& mapping, std::string_view key, Node value, const SourceLocation& key_location)
{
    for (Member& member : mapping.members) {
        if (member.key != key) continue;
        member.value = std::move(value);
        member.key_location = key_location;
        return;
    }
    mapping.members.push_back(Member{std::string(key), key_location, std::move(value)});
}

std::string member_path(const std::string& path, std::string_view key, const Node& value)
{
    if (value.rooted_path) return *value.rooted_path;
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string element_path(const std::string& path, std::size_t index, const Node& element)
{
    return element.rooted_path ? *element.rooted_path : path + "[" + std::to_string(index + 1) + "]";
}

std::string found(const Node& node)
{
    switch (node.kind) {
    case NodeKind::nothing: return "nothing";
    case NodeKind::scalar: return quoted_text(node.text);
    case NodeKind::list: return "a list";
    case NodeKind::mapping: return "a mapping";
    case NodeKind::refused: break;
    }
    return "something refused";
}

}  // namespace deltasim::config
