// SPDX-License-Identifier: MIT
#pragma once

#include "machine/dram_device.hpp"

// What refreshes take of a channel's time at least, whatever the requests.

namespace deltasim::search
{

struct RefreshTime {
    double interval_cycles = 0.0;  ///< tREFI
    double lost_cycles = 0.0;      ///< of each, in which no burst passes that could; 0: nothing is known
    double window_cycles = 0.0;    ///< from when one is due to when what it loses is over, at most

    /// The clocks in which bursts of so many clocks pass.
    [[nodiscard]] double cycles(double bursts) const;
};

[[nodiscard]] RefreshTime refresh_time(const machine::DramDevice& device);

}  // namespace deltasim::search
