// SPDX-License-Identifier: MIT
#pragma once

namespace deltasim::dram
{

/// How a refresh holds up a request that comes before rows may be opened again, the first to its rank or bank: from the
/// refresh's first command, or the request's arrival if that is later, to the request's last data beat. `Time` is
/// Cycles or Ticks.
template <class Time>
struct RefreshHold {
    Time begin{0};
    Time end{0};
};

/// Of two the one that ends later, of two that end together the longer: whatever the order in which many are compared,
/// the same is left.
template <class Time>
[[nodiscard]] RefreshHold<Time> later(const RefreshHold<Time>& a, const RefreshHold<Time>& b)
{
    if (a.end != b.end) return a.end > b.end ? a : b;
    return a.begin < b.begin ? a : b;
}

}  // namespace deltasim::dram
