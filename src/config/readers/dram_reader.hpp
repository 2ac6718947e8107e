// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/document/value.hpp"
#include "machine/dram_device.hpp"

// Reads a DRAM device: organisation, address mapping, named timings, and the rules written in them.

namespace deltasim::config
{

/// A clock slower than the rated clock of a device; 0: the device runs at its rated clock. Delays keep their number of
/// clocks, and so take longer. The refresh interval and the duration of a refresh keep their time. The controller
/// counts the interval in its own clocks, if each of them is a whole number of the device's clocks.
struct SlowerClock {
    std::uint64_t clock_hz = 0;
    std::uint64_t controller_hz = 0;
};

/// Fields that were diagnosed keep their defaults. A `slower` clock that is faster than the rated one is ignored.
[[nodiscard]] machine::DramDevice read_dram_device(const Value& device, const SlowerClock& slower = {});

}  // namespace deltasim::config
