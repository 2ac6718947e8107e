// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The ends of a DRAM's data lines: who drives one, and the resistance at the other end that keeps it from reflecting
// (on-die termination, RTT). Current flows through both for as long as a burst lasts.

namespace deltasim::machine
{

/// Where the termination is tied: to VDDQ (POD: DDR4, DDR5, GDDR), to half of it by two resistors of twice the value
/// (SSTL: DDR3), or to ground (LVSTL: LPDDR4, LPDDR5).
enum class TerminatedTo : std::uint8_t { vddq, half, ground };
inline constexpr std::array<std::string_view, 3> terminated_to_names{"vddq", "half", "ground"};

struct LineEnds {
    double driver_ohm = 0.0;
    double odt_ohm = 0.0;

    friend bool operator==(const LineEnds&, const LineEnds&) = default;
};

struct DramTermination {
    double volts = 0.0;  ///< VDDQ
    TerminatedTo to = TerminatedTo::vddq;
    LineEnds read;            ///< the chip drives, the controller terminates
    LineEnds write;           ///< the other way round
    std::uint64_t lines = 0;  ///< of a chip

    friend bool operator==(const DramTermination&, const DramTermination&) = default;
};

}  // namespace deltasim::machine
