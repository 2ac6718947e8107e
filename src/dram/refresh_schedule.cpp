// SPDX-License-Identifier: MIT
#include "dram/refresh_schedule.hpp"

#include <limits>
#include <numeric>

namespace deltasim::dram
{

namespace
{

constexpr Cycles never{std::numeric_limits<std::int64_t>::max()};

}  // namespace

RefreshSchedule::RefreshSchedule(const machine::DramDevice& device)
    : commands_a_round_(device.refresh == machine::RefreshGranularity::per_bank
                            ? static_cast<std::uint32_t>(device.banks_per_rank())
                            : 1),
      may_postpone_(device.waiting_refreshes() > 0), next_due_(never), owed_(device.ranks, 0)
{
    interval_ = Cycles(static_cast<std::int64_t>(device.refresh_interval_cycles / commands_a_round_));
    if (interval_ > Cycles(0)) next_due_ = interval_;
}

void RefreshSchedule::come_due()
{
    next_due_ += interval_;
    for (std::uint64_t& owed : owed_) ++owed;
    owed_in_all_ += owed_.size();
}

void RefreshSchedule::count_owed() { owed_in_all_ = std::accumulate(owed_.begin(), owed_.end(), std::uint64_t{0}); }

}  // namespace deltasim::dram
