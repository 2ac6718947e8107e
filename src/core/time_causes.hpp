// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/enum_names.hpp"

// Where the time of a run goes. Every clock is booked to one cause, and the causes sum to the run's time.
// sim/time_account.hpp says how a simulation books them.

namespace deltasim
{

enum class TimeCause : std::uint8_t {
    compute,        ///< the array works, or waits for its own results
    issue,          ///< the controller had not issued the next step
    sram_latency,   ///< an operand is on its way from an on-chip memory
    sram_conflict,  ///< an operand waits for a busy port of an on-chip bank
    dram,           ///< an operand from the DRAM is missing, for another reason than refresh
    dram_refresh,   ///< an operand from the DRAM is missing while a refresh delays a request
    write_back,     ///< memories or write buffers have no room for results
    drain,          ///< all results of a phase are computed and are being written
    fill,           ///< the array waits until a tile has been filled
    shift,          ///< stationary operands are shifting into a systolic array
};
inline constexpr EnumNames<TimeCause, 10> time_cause_names{{"compute", "issue", "sram_latency", "sram_conflict", "dram",
                                                            "dram_refresh", "write_back", "drain", "fill", "shift"}};
inline constexpr std::size_t time_cause_count = time_cause_names.size();

/// A time for each cause, indexed by TimeCause.
using TimeByCause = std::array<std::uint64_t, time_cause_count>;

}  // namespace deltasim
