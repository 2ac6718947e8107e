// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dram/command_observer.hpp"
#include "dram/timing_checker.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Checks that a device entered its idle state when it should, and stayed there long enough. Knows the device's file and
// policy, but nothing about the simulator.

namespace deltasim::test
{

/// The violations, each with the rank and the clock. `end`: the list covers the clocks before it.
///
/// From the beginning of power-down until tXP after its end no command goes to a rank, and no read until tXSDLL after
/// it. It begins as soon as data have passed and then idle_after_cycles, rows could be closed, and refreshes are over;
/// it lasts at least tCKE. Self-refresh does not begin earlier than that, and only with all rows closed and a refresh
/// command since the last self-refresh. Refreshes are those that come due outside it.
[[nodiscard]] std::vector<std::string> idle_violations(const DramDevice& device,
                                                       const std::vector<ListedCommand>& commands,
                                                       const std::vector<IdleChange>& changes, std::int64_t end);

}  // namespace deltasim::test
