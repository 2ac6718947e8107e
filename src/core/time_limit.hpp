// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/quantity.hpp"

// The largest simulated time that is allowed. Times are sums of ticks in 63 bits, and the hot path adds them without a
// check. So each function that advances time compares it with this limit, which is half of what fits. No single step
// can advance time by the other half: see longest_step.hpp.

namespace deltasim
{

class TimeLimit
{
public:
    static constexpr Ticks latest{std::int64_t{1} << 62};

    TimeLimit() = default;
    explicit TimeLimit(std::uint64_t ticks_per_second) : ticks_per_second_(ticks_per_second) {}

    /// Throws OverflowError for a time after `latest`.
    void check(Ticks time) const
    {
        if (time > latest) [[unlikely]] {
            refuse();
        }
    }
    /// The same for `time + elapsed`, which itself may not fit; both are at least 0.
    void check_sum(Ticks time, Ticks elapsed) const
    {
        if (elapsed > latest - time) [[unlikely]] {
            refuse();
        }
    }

    /// Throws OverflowError: the run takes longer than can be counted.
    [[noreturn]] void refuse() const;

private:
    std::uint64_t ticks_per_second_ = 1;
};

}  // namespace deltasim
