// SPDX-License-Identifier: MIT
#include "config/document/setting.hpp"

namespace deltasim::config
{

namespace
{

/// `key`: the last key on the path to `node`; `wanted`: the key to look for.
std::optional<Setting> find(const Node& node, std::string_view key, std::string_view wanted)
{
    if (key == wanted || node.is_collection()) {
        if (auto setting = setting_at(node)) return setting;
    }
    for (const Member& member : node.members) {
        // The value of an assumed figure is found by the figure's key.
        if (auto setting = find(member.value, member.key == "assumed" ? key : member.key, wanted)) return setting;
    }
    for (const Node& item : node.items) {
        if (auto setting = find(item, key, wanted)) return setting;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Setting> setting_at(const Node& node)
{
    if (node.rooted_path && !node.rooted_path->empty()) return Setting{node.location(), *node.rooted_path};
    // Only values from the command line have no line.
    if (node.named_at && node.named_at->location.line == 0)
        return Setting{node.named_at->location, node.named_at->path};
    return std::nullopt;
}

std::optional<Setting> setting_within(const Node& tree, std::string_view key) { return find(tree, "", key); }

}  // namespace deltasim::config
