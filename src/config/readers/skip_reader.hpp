// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/processor.hpp"

// Reads which words a processor tests against 0, and the density of words for runs without data.

namespace deltasim::config
{

/// Fields that were diagnosed keep their defaults.
[[nodiscard]] machine::SkipConfig read_skip(const Value& skip);

}  // namespace deltasim::config
