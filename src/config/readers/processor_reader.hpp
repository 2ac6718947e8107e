// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/document/value.hpp"
#include "machine/processor.hpp"

// Reads a processor: PE array, controller, on-chip memories, DRAM, and which of its figures are assumed.

namespace deltasim::config
{

/// Keeps the state of the simulated machine bounded: a larger array is refused.
inline constexpr std::uint64_t most_lanes = 1'000'000;

struct ProcessorReading {
    machine::ProcessorConfig processor;
    Value costs;  ///< the value of `costs`, for its own reader; no value where the key is absent
};

/// Fields that were diagnosed keep their defaults.
[[nodiscard]] ProcessorReading read_processor(const Value& processor);

}  // namespace deltasim::config
