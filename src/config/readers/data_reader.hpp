// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads `data:` of an experiment: the names of the files, not their contents.

namespace deltasim::config
{

/// Returns nothing where an error was diagnosed.
[[nodiscard]] std::optional<DataConfig> read_data(const Value& data);

}  // namespace deltasim::config
