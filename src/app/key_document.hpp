// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/description.hpp"

// A Markdown table of every key of a kind of file.

namespace deltasim::app
{

/// The table of all keys, one row each, without a heading.
[[nodiscard]] std::string key_table(const config::Description& description);

}  // namespace deltasim::app
