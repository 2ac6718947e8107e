// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/processor.hpp"

namespace deltasim::config
{

/// Reads `dma:` of a processor.
[[nodiscard]] machine::DmaConfig read_dma(const Value& value);

}  // namespace deltasim::config
