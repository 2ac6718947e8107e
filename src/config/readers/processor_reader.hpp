// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "machine/processor.hpp"

// Reads a processor: PE array, controller, on-chip memories, DRAM, and which of its figures are assumed.

namespace deltasim::config
{

struct ProcessorReading {
    machine::ProcessorConfig processor;
    Value costs;  ///< of the key `costs`, to be read by its own reader; none where it is absent
};

/// What was diagnosed keeps its default.
[[nodiscard]] ProcessorReading read_processor(const Value& processor);

}  // namespace deltasim::config
