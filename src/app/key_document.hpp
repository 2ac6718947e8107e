// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/description.hpp"

// Every key of a kind of file for people to read: a table in Markdown.

namespace deltasim::app
{

/// The table of all keys, a row each, without a heading.
[[nodiscard]] std::string key_table(const config::Description& description);

}  // namespace deltasim::app
