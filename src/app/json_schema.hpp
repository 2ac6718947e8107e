// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "config/document/description.hpp"

// JSON Schema (draft 7) of a kind of file: editors use it to complete and check YAML.

namespace deltasim::app
{

/// `title`: what kind of file it is.
[[nodiscard]] std::string json_schema(const config::Description& description, const std::string& title);

}  // namespace deltasim::app
