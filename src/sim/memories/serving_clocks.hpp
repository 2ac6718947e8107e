// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/divisor.hpp"

// The clocks in which the ports of an on-chip memory serve: all clocks, or, if rows are refreshed, all except multiples
// of the refresh interval. Clock 0 serves.

namespace deltasim::sim
{

class ServingClocks
{
public:
    ServingClocks() = default;
    /// `refresh_interval`: in clocks, at least 2.
    explicit ServingClocks(std::uint64_t refresh_interval)
        : refreshes_(true), interval_(refresh_interval), between_(refresh_interval - 1)
    {
    }

    /// True if every clock serves.
    [[nodiscard]] bool all() const { return !refreshes_; }

    /// The first serving clock at or after `clock`.
    [[nodiscard]] std::uint64_t first_from(std::uint64_t clock) const
    {
        return refreshes_ && clock > 0 && interval_.remainder(clock) == 0 ? clock + 1 : clock;
    }

    /// The serving clock that is `further` serving clocks after `serving`, which serves.
    [[nodiscard]] std::uint64_t later(std::uint64_t serving, std::uint64_t further) const
    {
        const std::uint64_t clock = serving + further;
        if (!refreshes_ || clock == 0) return clock;
        return clock + between_.divide(interval_.remainder(serving) + further - 1);
    }

    /// The sum of the distances, in clocks, from `serving`, which serves, to each of the `count` serving clocks from it
    /// on.
    [[nodiscard]] std::uint64_t distances(std::uint64_t serving, std::uint64_t count) const
    {
        const std::uint64_t without_refresh = count * (count - 1) / 2;
        if (!refreshes_) return without_refresh;
        // Each clock is moved by the refreshes before it, as in later(): x / between for x = 0, 1, ... up to the last
        // one.
        const std::uint64_t ends = interval_.remainder(serving) + count - 1;
        const std::uint64_t whole = between_.divide(ends);
        const std::uint64_t rest = between_.remainder(ends);
        return without_refresh + between_.value() * (whole * (whole - 1) / 2) + whole * rest;
    }

private:
    bool refreshes_ = false;
    Divisor interval_;
    Divisor between_;
};

}  // namespace deltasim::sim
