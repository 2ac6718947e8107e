// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/mapping.hpp"

// Mappings that a search has found, in the texts that a store keeps.

namespace deltasim::config
{

/// The configuration of a point, see ConfigurationTexts, with this mapping, as YAML, in place of its own.
[[nodiscard]] std::string with_mapping(const std::string& training_text, const std::string& mapping);

/// A mapping as YAML, read again: memories are not looked up. `origin` stands for the text in diagnostics. Throws
/// InputError.
[[nodiscard]] model::MappingConfig mapping_of_text(const std::string& text, const std::string& origin);

}  // namespace deltasim::config
