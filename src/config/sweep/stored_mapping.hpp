// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "model/mapping.hpp"

// Mappings that a search has found, as texts in a store.

namespace deltasim::config
{

/// Replaces the mapping in the configuration of a point (ConfigurationTexts::training) by this one, given as YAML.
[[nodiscard]] std::string with_mapping(const std::string& training_text, const std::string& mapping);

/// Reads a mapping from YAML; memories are not looked up. `origin` names the text in diagnostics. Throws InputError.
[[nodiscard]] model::MappingConfig mapping_of_text(const std::string& text, const std::string& origin);

}  // namespace deltasim::config
