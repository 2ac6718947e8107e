// SPDX-License-Identifier: MIT
#pragma once

#include "machine/dram_device.hpp"

// The least time that refreshes take from a channel, whatever the requests are.

namespace deltasim::search
{

struct RefreshTime {
    double interval_cycles = 0.0;  ///< tREFI
    double lost_cycles = 0.0;      ///< clocks of each refresh in which no burst can pass; 0: nothing is known
    double window_cycles = 0.0;    ///< the most clocks from when a refresh is due to the end of its lost clocks

    /// The fewest clocks in which bursts can pass that take `bursts` clocks in all, with the refreshes between them.
    [[nodiscard]] double cycles(double bursts) const;
};

[[nodiscard]] RefreshTime refresh_time(const machine::DramDevice& device);

}  // namespace deltasim::search
