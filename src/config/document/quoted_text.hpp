// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Quotes the user's own words in a message.

namespace deltasim::config
{

/// `text` in double quotes, shortened to about 60 bytes and passed through plain_text(): safe in a message.
[[nodiscard]] std::string quoted_text(std::string_view text);

}  // namespace deltasim::config
