// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dram/command_observer.hpp"
#include "dram/timing_checker.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Whether a device went to its idle state when it was to, and stayed there long enough. Knows the device's table and
// policy and nothing of how the simulator works.

namespace deltasim::test
{

/// What is wrong, each with the rank and the clock. `end`: the list is of the clocks before it.
///
/// From power-down's begin to its end, and tXP longer, no command goes to a rank; tXSDLL longer no read. It begins as
/// soon as data have passed and idle_after_cycles with them, rows could be closed, refreshes are over; it lasts tCKE.
/// Self-refresh begins no sooner than that, with all rows closed and a refresh by command since the last; refreshes are
/// those that are due outside of it.
[[nodiscard]] std::vector<std::string> idle_violations(const DramDevice& device,
                                                       const std::vector<ListedCommand>& commands,
                                                       const std::vector<IdleChange>& changes, std::int64_t end);

}  // namespace deltasim::test
