// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "experiment/replay/trace_line.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Another in-order controller, to tell by which rule the simulated one differs from a reference: clock by clock,
// without reservations. Each bank serves its requests in their order; column commands go out in the order of all
// requests; of the commands that the rules allow at a clock, that of the oldest request goes out. So an activate or a
// precharge may hold up one that an older request needs later, which the simulated controller never lets happen.

namespace deltasim::test
{

/// DRAM clocks from the first request's arrival to the last data beat, without refresh. The device has one channel of
/// one rank, and commands of one clock.
[[nodiscard]] std::uint64_t first_ready_cycles(const DramDevice& device, std::span<const TraceRequest> requests);

}  // namespace deltasim::test
