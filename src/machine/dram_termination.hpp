// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/enum_names.hpp"

// The two ends of a DRAM's data line: the driver, and the on-die termination (RTT) at the other end, which prevents
// reflections. Current flows through both for as long as a burst lasts.

namespace deltasim::machine
{

/// What the termination connects to: VDDQ (POD: DDR4, DDR5, GDDR), half of VDDQ by two resistors of twice the value
/// (SSTL: DDR3), or ground (LVSTL: LPDDR4, LPDDR5).
enum class TerminatedTo : std::uint8_t { vddq, half, ground };
inline constexpr EnumNames<TerminatedTo, 3> terminated_to_names{{"vddq", "half", "ground"}};

struct LineEnds {
    double driver_ohm = 0.0;
    double odt_ohm = 0.0;

    friend bool operator==(const LineEnds&, const LineEnds&) = default;
};

struct DramTermination {
    double volts = 0.0;  ///< VDDQ
    TerminatedTo to = TerminatedTo::vddq;
    LineEnds read;            ///< the chip drives, the controller terminates
    LineEnds write;           ///< the controller drives, the chip terminates
    std::uint64_t lines = 0;  ///< data lines of a chip

    friend bool operator==(const DramTermination&, const DramTermination&) = default;
};

}  // namespace deltasim::machine
