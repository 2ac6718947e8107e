// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "machine/dram_device.hpp"
#include "systemc/dram/burst_place.hpp"

// What the last requests of a channel have used, of what is refreshed by itself: its banks under per-bank refresh, else
// its ranks. A controller does not know which requests are still to come, so that what none of the last ones used is
// taken as free: of so many as are served while a refresh lasts, its clocks over those of a burst, one at least.

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
        std::uint64_t first = 0;
        for (std::vector<std::uint64_t>& rank : order_) {
            rank.resize(used_at_.size() / device.ranks);
            std::iota(rank.begin(), rank.end(), first);
            first += rank.size();
        }
    }

    /// What of the channel a request uses.
    [[nodiscard]] std::uint64_t unit_of(const BurstPlace& at) const { return of_banks_ ? at.bank : at.rank; }

    void served(const BurstPlace& at)
    {
        const std::uint64_t unit = unit_of(at);
        used_at_[unit] = ++requests_;
        std::vector<std::uint64_t>& rank = order_[at.rank];
        const auto place = std::find(rank.begin(), rank.end(), unit);
        std::rotate(rank.begin(), place, place + 1);
    }

    /// What of the rank is refreshed by itself, that which was used last first; as long as nothing has been, in order.
    [[nodiscard]] const std::vector<std::uint64_t>& latest_first(std::uint64_t rank) const { return order_[rank]; }
    [[nodiscard]] bool is_free(std::uint64_t unit) const
    {
        return used_at_[unit] == never || requests_ - used_at_[unit] >= watched_;
    }

private:
    static constexpr std::uint64_t never = 0;

    bool of_banks_;
    std::uint64_t watched_ = 1;
    std::uint64_t requests_ = 0;
    std::vector<std::uint64_t> used_at_;  ///< the request's number, from 1
    std::vector<std::vector<std::uint64_t>> order_;
};

}  // namespace deltasim::systemc
