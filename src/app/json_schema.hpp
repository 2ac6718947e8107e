// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/description.hpp"

// JSON Schema (draft 7) of a kind of file: with it, editors complete and check YAML.

namespace deltasim::app
{

/// `title`: what the file is.
[[nodiscard]] std::string json_schema(const config::Description& description, const std::string& title);

}  // namespace deltasim::app
