// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "machine/dram_device.hpp"
#include "systemc/dram/burst_place.hpp"

// The units that the last requests of a channel have used; a unit is what one refresh is for: a bank with per-bank
// refresh, else a rank. A controller does not know which requests will come. So a rank counts as free if none of the
// last requests used it; their number is how many are served while a refresh lasts: its clocks over those of a burst,
// at least one.
//
// A bank's turn of use ends when twice as many requests as its rank has banks went elsewhere, or as many as a refresh
// lasts if these are fewer. It then is expected to pause for as many requests as before the last two turns, whichever
// is less, and for four refreshes at most. It is free while a refresh still fits into that pause,
// and when a pause has become longer than expected and as long as a refresh.

namespace deltasim::systemc
{

class RecentUse
{
public:
    explicit RecentUse(const machine::DramDevice& device)
        : of_banks_(device.refresh == machine::RefreshGranularity::per_bank),
          used_at_(of_banks_ ? device.banks() : device.ranks, never), order_(device.ranks)
    {
        const std::uint64_t refresh = of_banks_ ? device.bank_refresh_cycles : device.refresh_cycles;
        const std::uint64_t burst = std::max<std::uint64_t>(device.burst_cycles(), 1);
        watched_ = std::max<std::uint64_t>(refresh / burst, 1);
        turn_ends_ = std::min(2 * device.banks_per_rank(), watched_);
        pauses_.assign(used_at_.size(), {4 * watched_, 4 * watched_});
        std::uint64_t first = 0;
        for (std::vector<std::uint64_t>& rank : order_) {
            rank.resize(used_at_.size() / device.ranks);
            std::iota(rank.begin(), rank.end(), first);
            first += rank.size();
        }
    }

    /// The unit of the channel that a request uses.
    [[nodiscard]] std::uint64_t unit_of(const BurstPlace& at) const { return of_banks_ ? at.bank : at.rank; }

    void served(const BurstPlace& at)
    {
        const std::uint64_t unit = unit_of(at);
        ++requests_;
        const bool is_first = used_at_[unit] == never;
        const std::uint64_t gap = requests_ - used_at_[unit];
        if (!is_first && gap > turn_ends_) pauses_[unit] = {std::min(gap, 4 * watched_), pauses_[unit][0]};
        used_at_[unit] = requests_;
        std::vector<std::uint64_t>& rank = order_[at.rank];
        const auto place = std::find(rank.begin(), rank.end(), unit);
        std::rotate(rank.begin(), place, place + 1);
    }

    /// The units of the rank, the last used first; in order as long as none was used.
    [[nodiscard]] const std::vector<std::uint64_t>& latest_first(std::uint64_t rank) const { return order_[rank]; }
    [[nodiscard]] bool is_free(std::uint64_t unit) const
    {
        if (used_at_[unit] == never) return true;
        const std::uint64_t unused = requests_ - used_at_[unit];
        if (!of_banks_) return unused >= watched_;
        const std::uint64_t expected = *std::min_element(pauses_[unit].begin(), pauses_[unit].end());
        if (unused >= expected) return unused >= watched_;
        return unused >= turn_ends_ && expected - unused >= watched_;
    }

private:
    static constexpr std::uint64_t never = 0;

    bool of_banks_;
    std::uint64_t watched_ = 1;
    std::uint64_t turn_ends_ = 1;
    std::uint64_t requests_ = 0;
    std::vector<std::uint64_t> used_at_;  ///< the number of the request, from 1
    /// By bank: requests in the pauses before its last turn of use and the one before.
    std::vector<std::array<std::uint64_t, 2>> pauses_;
    std::vector<std::vector<std::uint64_t>> order_;
};

}  // namespace deltasim::systemc
