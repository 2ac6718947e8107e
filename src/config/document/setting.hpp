// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/document/node.hpp"
#include "core/diagnostic.hpp"

// Finds the values that the command line, or a point of a sweep, has put into a tree. Where a rule between several
// values fails, the message names the value that the user has just set: the others were in their files before.

namespace deltasim::config
{

/// A value that was put in, with its key path.
struct Setting {
    SourceLocation location;
    std::string path;
};

/// The node itself, if it was put in, or if it replaces a name that the command line has put in.
[[nodiscard]] std::optional<Setting> setting_at(const Node& node);

/// A value of this key that was put in anywhere in the tree, or a mapping or list that was put in as a whole and may
/// contain the key.
[[nodiscard]] std::optional<Setting> setting_within(const Node& tree, std::string_view key);

}  // namespace deltasim::config
