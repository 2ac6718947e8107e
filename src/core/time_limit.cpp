// SPDX-License-Identifier: MIT
#include "core/time_limit.hpp"

#include <iomanip>
#include <sstream>

#include "core/checked.hpp"

namespace deltasim
{

void TimeLimit::refuse() const
{
    std::ostringstream text;
    text << "the run takes more than " << std::setprecision(4)
         << static_cast<double>(latest.value()) / static_cast<double>(ticks_per_second_) << " s at "
         << ticks_per_second_ << " ticks a second; choose clocks with smaller common multiples";
    throw OverflowError(text.str());
}

}  // namespace deltasim
