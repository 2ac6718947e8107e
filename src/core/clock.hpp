// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"

// Time base and clocks. A tick is the largest period of which every clock's period is a whole multiple: 200 and
// 1200 MHz give 1/1200 us. Rounding to picoseconds would make clocks incommensurate, and nothing would repeat.

namespace deltasim
{

/// What a clock may be, in files, traces and on the command line.
inline constexpr std::uint64_t fastest_clock_hz = 100'000'000'000;

/// A clock whose edges are at 0, period, 2 period, ... ticks.
class Clock
{
public:
    Clock() = default;
    /// `period` is at least one tick.
    explicit Clock(Ticks period) : period_(period), divisor_(static_cast<std::uint64_t>(period.value())) {}

    [[nodiscard]] Ticks period() const { return period_; }
    [[nodiscard]] Ticks ticks(Cycles cycles) const { return Ticks(cycles.value() * period_.value()); }

    /// The number of the first edge at or after `time`, counted from 0; before time 0 there is none.
    [[nodiscard]] Cycles cycle_at_or_after(Ticks time) const
    {
        if (time.value() <= 0) return Cycles(0);
        if (period_.value() == 1) return Cycles(time.value());  // the fastest clock often is the time base
        const auto rounded_up = static_cast<std::uint64_t>(time.value() + period_.value() - 1);
        return Cycles(static_cast<std::int64_t>(divisor_.divide(rounded_up)));
    }

    /// The first edge at or after `time`.
    [[nodiscard]] Ticks edge_at_or_after(Ticks time) const { return ticks(cycle_at_or_after(time)); }

    friend bool operator==(const Clock&, const Clock&) = default;

private:
    Ticks period_{1};
    Divisor divisor_;
};

/// The tick common to a set of clocks.
class TimeBase
{
public:
    /// `clock_rates_hz`: at least one rate, each at least 1 Hz. Throws OverflowError when the tick rate, their least
    /// common multiple, does not fit 63 bits.
    explicit TimeBase(const std::vector<std::uint64_t>& clock_rates_hz);

    [[nodiscard]] std::uint64_t ticks_per_second() const { return ticks_per_second_; }

    /// The clock of one of the rates the base was made from.
    [[nodiscard]] Clock clock(std::uint64_t rate_hz) const
    {
        return Clock(Ticks(static_cast<std::int64_t>(ticks_per_second_ / rate_hz)));
    }

    [[nodiscard]] Seconds seconds(Ticks time) const
    {
        return Seconds(static_cast<double>(time.value()) / static_cast<double>(ticks_per_second_));
    }

private:
    std::uint64_t ticks_per_second_ = 1;
};

}  // namespace deltasim
