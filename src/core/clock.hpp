// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/divisor.hpp"
#include "core/quantity.hpp"

// Time base and clocks. A tick is the longest period that divides the period of every clock: for 200 and 1200 MHz it is
// 1/1200 us. If periods were rounded to picoseconds, the clocks would drift against each other, and no pattern would
// repeat.

namespace deltasim
{

/// The fastest clock that files, traces and the command line may give.
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

    /// The number of the first edge at or after `time`, counted from 0; there is no edge before time 0.
    [[nodiscard]] Cycles cycle_at_or_after(Ticks time) const
    {
        if (time.value() <= 0) return Cycles(0);
        if (period_.value() == 1) return Cycles(time.value());  // the fastest clock is often the time base
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

/// The tick that a set of clocks shares.
class TimeBase
{
public:
    /// `clock_rates_hz`: at least one rate, each at least 1 Hz. The tick rate is their least common multiple. Throws
    /// OverflowError when it does not fit 63 bits.
    explicit TimeBase(const std::vector<std::uint64_t>& clock_rates_hz);

    [[nodiscard]] std::uint64_t ticks_per_second() const { return ticks_per_second_; }

    /// The clock of one of the rates that were given.
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
