// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "experiment/replay/trace_line.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Another in-order controller, which shows by which rule the simulated controller differs from a reference. It works
// clock by clock, without reservations. Each bank serves its requests in their order, and column commands are issued in
// the order of all requests. Among the commands that the rules allow at a clock, the one for the oldest request is
// issued. So an activate or a precharge may delay a command that an older request needs later; the simulated controller
// never does that.

namespace deltasim::test
{

/// DRAM clocks from the arrival of the first request to the last data beat, without refresh. The device must have one
/// channel with one rank, and commands of one clock.
[[nodiscard]] std::uint64_t first_ready_cycles(const DramDevice& device, std::span<const TraceRequest> requests);

}  // namespace deltasim::test
