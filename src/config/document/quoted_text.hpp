// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// The user's own words in a message.

namespace deltasim::config
{

/// `text` in double quotes, shortened to some 60 bytes, made plain_text(): fit for a message.
[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace deltasim::config
