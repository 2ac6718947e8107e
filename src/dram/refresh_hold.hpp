// SPDX-License-Identifier: MIT
#pragma once

namespace deltasim::dram
{

/// The time for which a refresh delays the first request to its rank or bank that arrives before rows may be opened
/// again: from the refresh's first command, or from the request's arrival if that is later, to the request's last data
/// beat. `Time` is Cycles or Ticks.
template <class Time>
struct RefreshHold {
    Time begin{0};
    Time end{0};
};

/// Of two delays the one that ends later; if both end together, the longer one. So the order in which many are compared
/// does not matter.
template <class Time>
[[nodiscard]] RefreshHold<Time> later(const RefreshHold<Time>& a, const RefreshHold<Time>& b)
{
    if (a.end != b.end) return a.end > b.end ? a : b;
    return a.begin < b.begin ? a : b;
}

}  // namespace deltasim::dram
