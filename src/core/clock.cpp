// SPDX-License-Identifier: MIT
#include "core/clock.hpp"

#include <limits>
#include <numeric>

#include "core/checked.hpp"

namespace deltasim
{

TimeBase::TimeBase(const std::vector<std::uint64_t>& clock_rates_hz)
{
    for (const std::uint64_t rate : clock_rates_hz) {
        ticks_per_second_ = checked_multiply(ticks_per_second_ / std::gcd(ticks_per_second_, rate), rate);
    }
    if (ticks_per_second_ > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw OverflowError("the clocks' common tick rate does not fit 63 bits");
    }
}

}  // namespace deltasim
