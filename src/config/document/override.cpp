// SPDX-License-Identifier: MIT
#include "config/document/override.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/document/number.hpp"
#include "config/document/yaml_reader.hpp"

namespace deltasim::config
{

namespace
{

constexpr std::size_t longest_key_path = 1000;

/// Splits a path at its dots; returns nothing if a key is empty.
std::optional<std::vector<std::string>> split_key_path(const std::string& key_path)
{
    std::vector<std::string> keys(1);
    for (const char c : key_path) {
        if (c == '.') {
            keys.emplace_back();
        } else {
            keys.back() += c;
        }
    }
    const bool complete = std::none_of(keys.begin(), keys.end(), [](const std::string& key) { return key.empty(); });
    if (!complete || key_path.size() > longest_key_path) return std::nullopt;
    return keys;
}

}  // namespace

std::string ParsedOverride::written_path_without(std::size_t count) const
{
    std::string written = *value.rooted_path;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t dot = written.rfind('.');
        written.resize(dot == std::string::npos ? 0 : dot);
    }
    return written;
}

std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides, Diagnostics& diagnostics)
{
    std::vector<ParsedOverride> parsed;
    for (const Override& given : overrides) {
        const std::string origin = given.origin.empty() ? "--set " + given.key_path + "=" + given.value : given.origin;
        std::optional<Node> value = read_yaml_text(given.value, origin, diagnostics);
        std::optional<ParsedOverride> one = parsed_override(given.key_path, value.value_or(Node{}));
        if (!one) diagnostics.add({origin, 0, 0}, "", "expected key.path=value");
        if (one && value) parsed.push_back(std::move(*one));
    }
    return parsed;
}

std::optional<ParsedOverride> parsed_override(const std::string& key_path, Node value)
{
    auto keys = split_key_path(key_path);
    if (!keys) return std::nullopt;
    value.rooted_path = key_path;
    return ParsedOverride{std::move(*keys), std::move(value)};
}

std::optional<ElementKey> split_element_key(const std::string& key)
{
    const std::size_t bracket = key.find('[');
    if (bracket == 0 || bracket == std::string::npos || key.back() != ']') return std::nullopt;
    return ElementKey{key.substr(0, bracket), key.substr(bracket + 1, key.size() - bracket - 2)};
}

Node* find_element(Node& list, const std::string& index, const std::string& path, const SourceLocation& location,
                   Diagnostics& diagnostics)
{
    const std::size_t count = list.items.size();
    const std::uint64_t number = parse_whole_number(index).value_or(0);
    if (number >= 1 && number <= count) return &list.items[number - 1];
    const std::string expected =
        count == 0 ? "there are none" : fmt::format("expected the number of one, from 1 to {}", count);
    diagnostics.add(location, path, fmt::format("no element [{}]: {}", index, expected));
    return nullptr;
}

namespace
{

/// The mapping or list element in which key number `depth` is looked up; nullptr where there can be none.
Node* holder_of(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics)
{
    Node& holder = at.bare();
    const std::string path = given.written_path_without(given.path.size() - depth);
    if (holder.kind == NodeKind::refused) return nullptr;
    if (holder.kind == NodeKind::nothing) {
        holder = mapping_node(given.value);
        holder.rooted_path = path;
    }
    if (holder.kind == NodeKind::mapping) return &holder;
    diagnostics.add(given.value.location(), path,
                    fmt::format("expected a mapping with a key \"{}\", found {}", given.path[depth], found(holder)));
    return nullptr;
}

/// The list that a key such as `layers[2]` names; nullptr where it names none.
Node* list_of(Node& holder, const std::optional<ElementKey>& element)
{
    Node* const list = element ? holder.find(element->list) : nullptr;
    return list != nullptr && list->bare().kind == NodeKind::list ? &list->bare() : nullptr;
}

Node* element_of(Node& list, const ElementKey& element, const ParsedOverride& given, std::size_t depth,
                 Diagnostics& diagnostics)
{
    const std::string path = given.written_path_without(given.path.size() - depth);
    const std::string list_path = path.empty() ? element.list : path + "." + element.list;
    return find_element(list, element.index, list_path, given.value.location(), diagnostics);
}

}  // namespace

Node* descend(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics)
{
    Node* const holder = holder_of(at, given, depth, diagnostics);
    if (holder == nullptr) return nullptr;
    const std::string& key = given.path[depth];
    const std::optional<ElementKey> element = split_element_key(key);
    if (Node* const list = list_of(*holder, element)) return element_of(*list, *element, given, depth, diagnostics);
    if (holder->find(key) == nullptr) {
        Node made = mapping_node(given.value);
        made.rooted_path = given.written_path_without(given.path.size() - depth - 1);
        set_member(*holder, key, std::move(made), given.value.location());
    }
    return holder->find(key);
}

void put(Node& at, const ParsedOverride& given, std::size_t depth, Diagnostics& diagnostics)
{
    Node* const holder = holder_of(at, given, depth, diagnostics);
    if (holder == nullptr) return;
    const std::string& key = given.path[depth];
    const std::optional<ElementKey> element = split_element_key(key);
    if (Node* const list = list_of(*holder, element)) {
        Node* const item = element_of(*list, *element, given, depth, diagnostics);
        if (item != nullptr) *item = given.value;
        return;
    }
    set_member(*holder, key, given.value, given.value.location());
}

void apply(const ParsedOverride& given, Node& root, Diagnostics& diagnostics)
{
    Node* at = &root;
    const std::size_t last = given.path.size() - 1;
    for (std::size_t depth = 0; depth < last && at != nullptr; ++depth) at = descend(*at, given, depth, diagnostics);
    if (at != nullptr) put(*at, given, last, diagnostics);
}

const Node* find_at(const Node& root, const std::vector<std::string>& path)
{
    const Node* at = &root;
    for (const std::string& key : path) {
        if (at->is_assumed()) at = at->find("assumed");
        const std::optional<ElementKey> element = split_element_key(key);
        const Node* const list = element ? at->find(element->list) : nullptr;
        if (list != nullptr) {
            const std::vector<Node>& items = (list->is_assumed() ? list->find("assumed") : list)->items;
            const std::uint64_t number = parse_whole_number(element->index).value_or(0);
            at = number >= 1 && number <= items.size() ? &items[number - 1] : nullptr;
        } else {
            at = at->find(key);
        }
        if (at == nullptr) return nullptr;
    }
    return at;
}

}  // namespace deltasim::config
