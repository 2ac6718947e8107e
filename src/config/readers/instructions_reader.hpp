// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/processor.hpp"

namespace deltasim::config
{

/// Reads `instructions:` of a processor whose array has been read already.
[[nodiscard]] machine::Instructions read_instructions(const Value& value, const machine::PeArrayConfig& array);

}  // namespace deltasim::config
