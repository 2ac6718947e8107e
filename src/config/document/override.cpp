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

/// The keys between the dots; nothing if there is an empty one.
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

bool ParsedOverride::is_below(const std::vector<std::string>& keys) const
{
    return path.size() > keys.size() && std::equal(keys.begin(), keys.end(), path.begin());
}

std::string ParsedOverride::written_path_without(std::size_t count) const
{
    std::string written = *value.rooted_path;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t dot = written.rfind('.');
        written.resize(dot == std::string::npos ? 0 : dot);
    }
    return written;
}

ParsedOverride ParsedOverride::below(std::size_t count) const
{
    return {{path.begin() + static_cast<std::ptrdiff_t>(count), path.end()}, value};
}

std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides, Diagnostics& diagnostics)
{
    std::vector<ParsedOverride> parsed;
    for (const Override& given : overrides) {
        const std::string origin = given.origin.empty() ? "--set " + given.key_path + "=" + given.value : given.origin;
        std::optional<Node> value = read_yaml_text(given.value, origin, diagnostics);
        std::optional<ParsedOverride> override_ = parsed_override(given.key_path, value.value_or(Node{}));
        if (!override_) diagnostics.add({origin, 0, 0}, "", "expected key.path=value");
        if (override_ && value) parsed.push_back(std::move(*override_));
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

void apply(const ParsedOverride& override_, Node& root, Diagnostics& diagnostics)
{
    const SourceLocation location = override_.value.location();
    Node* at = &root.bare();
    std::size_t keys_left = override_.path.size();
    for (const std::string& key : override_.path) {
        const std::string path = override_.written_path_without(keys_left);  // of the mapping that is to have this key
        if (at->kind == NodeKind::refused) return;
        if (at->kind == NodeKind::nothing) {
            *at = mapping_node(override_.value);
            at->rooted_path = path;
        }
        if (at->kind != NodeKind::mapping) {
            diagnostics.add(location, path,
                            fmt::format("expected a mapping with a key \"{}\", found {}", key, found(*at)));
            return;
        }
        --keys_left;
        const std::optional<ElementKey> element = split_element_key(key);
        Node* const list = element ? at->find(element->list) : nullptr;
        if (list != nullptr && list->bare().kind == NodeKind::list) {
            const std::string list_path = path.empty() ? element->list : path + "." + element->list;
            Node* const item = find_element(list->bare(), element->index, list_path, location, diagnostics);
            if (item == nullptr) return;
            if (keys_left == 0) *item = override_.value;
            at = &item->bare();
            continue;
        }
        if (keys_left == 0) {
            set_member(*at, key, override_.value, location);
            return;
        }
        if (at->find(key) == nullptr) {
            Node made = mapping_node(override_.value);
            made.rooted_path = path.empty() ? key : path + "." + key;
            set_member(*at, key, std::move(made), location);
        }
        at = &at->find(key)->bare();
    }
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
