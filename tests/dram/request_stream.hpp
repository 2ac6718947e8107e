// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "dram/timing_checker.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Random requests for a DRAM, and what a simulated device does with them.

namespace deltasim::test
{

struct BurstRequest {
    std::uint64_t burst = 0;  ///< address / burst_bytes
    bool is_write = false;
    std::int64_t arrival = 0;  ///< not before the arrival of the request before
};

/// Equal for equal seeds on every platform. Phases of sequential, strided and random bursts, of rows in few banks, of
/// reads, writes or both; without gaps, with gaps, or after idle times of up to `idle` clocks.
[[nodiscard]] std::vector<BurstRequest> random_requests(const DramDevice& device, std::uint64_t seed, std::size_t count,
                                                        std::int64_t idle);

struct ServedRequests {
    std::vector<ListedCommand> commands;
    std::vector<IdleChange> idle;
    DramCounts counts;
    std::int64_t end = 0;    ///< clock after the last data beat of all requests
    std::int64_t until = 0;  ///< clock up to which the device has advanced
};

/// Runs the simulated device. Without an observer there are no commands, and it may count idle refreshes at once.
/// `advance_each`: after each such number of requests, all channels advance to the arrival, as in folding.
[[nodiscard]] ServedRequests serve(const DramDevice& device, const std::vector<BurstRequest>& requests,
                                   bool watched = true, std::size_t advance_each = 0);

}  // namespace deltasim::test
