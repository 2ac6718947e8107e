// SPDX-License-Identifier: MIT
#include "dram/refresh_schedule.hpp"

#include <algorithm>
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
      may_postpone_(device.postponed_refreshes > 0), due_(device.ranks, never), owed_(device.ranks, 0),
      next_bank_(device.ranks, 0), next_due_(never)
{
    const std::uint64_t interval = device.refresh_interval_cycles / commands_a_round_;
    interval_ = Cycles(static_cast<std::int64_t>(interval));
    if (interval == 0) return;
    for (std::uint64_t rank = 0; rank < device.ranks; ++rank) {
        due_[rank] = Cycles(static_cast<std::int64_t>(interval * (rank + 1) / device.ranks));
    }
    find_next();
}

std::uint32_t RefreshSchedule::come_due()
{
    const std::uint32_t rank = next_rank_;
    due_[rank] += interval_;
    ++owed_[rank];
    ++owed_in_all_;
    find_next();
    return rank;
}

void RefreshSchedule::done(std::uint32_t rank)
{
    --owed_[rank];
    --owed_in_all_;
    if (++next_bank_[rank] == commands_a_round_) next_bank_[rank] = 0;
}

void RefreshSchedule::skip(std::int64_t intervals)
{
    for (Cycles& due : due_) due += Cycles(intervals * interval_.value());
    find_next();
}

void RefreshSchedule::find_next()
{
    next_rank_ = static_cast<std::uint32_t>(std::min_element(due_.begin(), due_.end()) - due_.begin());
    next_due_ = due_[next_rank_];
}

void RefreshSchedule::count_owed() { owed_in_all_ = std::accumulate(owed_.begin(), owed_.end(), std::uint64_t{0}); }

}  // namespace deltasim::dram
