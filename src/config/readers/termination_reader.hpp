// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/document/value.hpp"
#include "machine/dram_termination.hpp"

namespace deltasim::config
{

/// Reads the termination of a device's data lines; `width_bits`: the number of data lines of a chip.
[[nodiscard]] machine::DramTermination read_termination(const Value& value, std::uint64_t width_bits);

}  // namespace deltasim::config
