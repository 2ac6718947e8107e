// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <numeric>
#include <systemc>

#include "core/checked.hpp"

// The edges of a clock in the kernel's time. A rate such as 1200 MHz has no period in whole femtoseconds. So each edge
// is rounded down by itself: no error adds up, and common edges of two clocks coincide.

namespace deltasim::systemc
{

class EdgeTimes
{
public:
    static constexpr const char* too_long =
        "the run takes more than 9,223 s, which is all that SystemC can count in femtoseconds; take another engine";

    EdgeTimes() = default;
    /// Edge k is at k / rate_hz seconds; edges are at least one unit of the kernel's time apart.
    explicit EdgeTimes(std::uint64_t rate_hz)
    {
        const auto units_a_second =
            static_cast<std::uint64_t>(1.0 / sc_core::sc_get_time_resolution().to_seconds() + 0.5);
        const std::uint64_t common = std::gcd(units_a_second, rate_hz);
        units_ = units_a_second / common;
        edges_ = rate_hz / common;
    }

    /// Throws OverflowError for an edge beyond the kernel's 64 bits.
    [[nodiscard]] sc_core::sc_time time_of(std::uint64_t edge) const
    {
        const Wide time = Wide{edge} * units_ / edges_;
        if (time > std::numeric_limits<std::int64_t>::max()) throw OverflowError(too_long);
        return sc_core::sc_time::from_value(static_cast<std::uint64_t>(time));
    }

    /// The number of the first edge at or after `time`.
    [[nodiscard]] std::uint64_t at_or_after(const sc_core::sc_time& time) const
    {
        return static_cast<std::uint64_t>((Wide{time.value()} * edges_ + units_ - 1) / units_);
    }

private:
    __extension__ using Wide = unsigned __int128;

    std::uint64_t units_ = 1;  ///< units of the kernel's time that contain
    std::uint64_t edges_ = 1;  ///< this many edges
};

}  // namespace deltasim::systemc
