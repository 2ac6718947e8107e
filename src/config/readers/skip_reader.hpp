// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/processor.hpp"

// Reads which words a processor tests against 0, and the density of others where no data are to say it.

namespace deltasim::config
{

/// What was diagnosed keeps its default.
[[nodiscard]] machine::SkipConfig read_skip(const Value& skip);

}  // namespace deltasim::config
