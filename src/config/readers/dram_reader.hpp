// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "config/document/value.hpp"
#include "machine/dram_device.hpp"

// Reads a DRAM device: organisation, address mapping, named timings, and the rules written in them.

namespace deltasim::config
{

/// A clock below the one that a device is rated for; 0: it runs at that one. Delays remain as many clocks, and so
/// become longer. How often it is to be refreshed, and how long that takes, are matters of time. The controller counts
/// the former: in its own clocks, if the device has a whole number of clocks in each.
struct SlowerClock {
    std::uint64_t clock_hz = 0;
    std::uint64_t controller_hz = 0;
};

/// What was diagnosed keeps its default; a `slower` clock that is faster is passed over.
[[nodiscard]] machine::DramDevice read_dram_device(const Value& device, const SlowerClock& slower = {});

}  // namespace deltasim::config
