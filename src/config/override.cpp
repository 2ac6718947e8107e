// SPDX-License-Identifier: MIT
#include "config/override.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "config/yaml_reader.hpp"

namespace deltasim
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

ParsedOverride ParsedOverride::below(std::size_t count) const
{
    return {{path.begin() + static_cast<std::ptrdiff_t>(count), path.end()}, value};
}

std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides, Diagnostics& diagnostics)
{
    std::vector<ParsedOverride> parsed;
    for (const Override& given : overrides) {
        const std::string origin = "--set " + given.key_path + "=" + given.value;
        auto keys = split_key_path(given.key_path);
        if (!keys) diagnostics.add({origin, 0, 0}, "", "expected key.path=value");
        std::optional<Node> value = read_yaml_text(given.value, origin, diagnostics);
        if (!keys || !value) continue;
        value->rooted_path = given.key_path;
        parsed.push_back({std::move(*keys), std::move(*value)});
    }
    return parsed;
}

void apply(const ParsedOverride& override_, Node& root, Diagnostics& diagnostics)
{
    const SourceLocation location = override_.value.location();
    const std::string& full_path = *override_.value.rooted_path;
    Node* at = &root.bare();
    std::size_t keys_left = override_.path.size();
    for (const std::string& key : override_.path) {
        // The path as the user wrote it, up to the mapping that is to have this key.
        std::string path = full_path;
        for (std::size_t i = 0; i < keys_left; ++i)
            path.resize(path.rfind('.') == std::string::npos ? 0 : path.rfind('.'));
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
        if (--keys_left == 0) {
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

}  // namespace deltasim
