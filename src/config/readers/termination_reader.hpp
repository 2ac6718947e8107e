// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/document/value.hpp"
#include "machine/dram_termination.hpp"

namespace deltasim::config
{

/// Reads what a device's data lines end in; `width_bits`: of a chip, whose lines they are.
[[nodiscard]] machine::DramTermination read_termination(const Value& value, std::uint64_t width_bits);

}  // namespace deltasim::config
