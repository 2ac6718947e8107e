// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/run_counts.hpp"
#include "dram/command_observer.hpp"
#include "dram/timing_checker.hpp"
#include "machine/dram_device.hpp"
#include "rooms.hpp"

// Requests for a DRAM: drawn at random, and what a simulated device does with them.

namespace deltasim::test
{

struct BurstRequest {
    std::uint64_t burst = 0;  ///< address / burst_bytes
    bool is_write = false;
    std::int64_t arrival = 0;  ///< not before that of the one before
};

/// The same for the same seed on every platform: phases of sequential, strided and random bursts, of rows in few banks,
/// of reads, writes or both, back to back, spaced, or after idle time of up to `idle` clocks.
[[nodiscard]] std::vector<BurstRequest> random_requests(const DramDevice& device, std::uint64_t seed, std::size_t count,
                                                        std::int64_t idle);

struct ServedRequests {
    std::vector<ListedCommand> commands;
    std::vector<IdleChange> idle;
    DramCounts counts;
    std::int64_t end = 0;    ///< clock after the last data beat of all
    std::int64_t until = 0;  ///< clock up to which the device has advanced
};

/// Runs the simulated device; without commands where it is not watched, which lets it count idle refreshes at once.
/// `advance_each`: advances all channels to the arrival of every request of that many, as folding does.
[[nodiscard]] ServedRequests serve(const DramDevice& device, const std::vector<BurstRequest>& requests,
                                   bool watched = true, std::size_t advance_each = 0);

}  // namespace deltasim::test
