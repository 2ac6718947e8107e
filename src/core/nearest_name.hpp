// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The name a user most likely meant.

namespace deltasim
{

/// The known name with the smallest edit distance (insert, delete, replace, swap neighbours) to `name`. The distance
/// may be 1, or more up to a third of the length of the longer name. Of equally near names the first.
[[nodiscard]] std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& known);

/// `, did you mean "NAME"?` for the nearest known name, or an empty string where none is near.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& known);

}  // namespace deltasim
