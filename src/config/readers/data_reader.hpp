// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "config/document/value.hpp"
#include "config/readers/experiment.hpp"

// Reads `data:` of an experiment: which files, not what is in them.

namespace deltasim::config
{

/// Nothing where it was diagnosed.
[[nodiscard]] std::optional<DataConfig> read_data(const Value& data);

}  // namespace deltasim::config
