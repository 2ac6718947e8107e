// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/document/node.hpp"
#include "core/diagnostic.hpp"

// What of a tree the command line, or a point of a sweep, has put there. Where a rule between several values fails, the
// one that the user has just set is the one to name: the others stood in their files before.

namespace deltasim::config
{

/// A value that was put in, and its key path.
struct Setting {
    SourceLocation location;
    std::string path;
};

/// The node itself: put in, or what a name stands for that was put in by the command line.
[[nodiscard]] std::optional<Setting> setting_at(const Node& node);

/// A value of this key anywhere in the tree, or a mapping or list that was put in as a whole and may hold one.
[[nodiscard]] std::optional<Setting> setting_within(const Node& tree, std::string_view key);

}  // namespace deltasim::config
