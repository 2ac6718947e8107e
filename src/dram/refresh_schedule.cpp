// SPDX-License-Identifier: MIT
#include "dram/refresh_schedule.hpp"

#include <limits>

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
      may_postpone_(device.waiting_refreshes() > 0), state_{never, std::vector<std::uint64_t>(device.ranks, 0)}
{
    interval_ = Cycles(static_cast<std::int64_t>(device.refresh_interval_cycles / commands_a_round_));
    if (interval_ > Cycles(0)) state_.next_due = interval_;
}

void RefreshSchedule::come_due()
{
    state_.next_due += interval_;
    for (std::uint64_t& owed : state_.owed) ++owed;
    state_.owed_in_all += state_.owed.size();
}

}  // namespace deltasim::dram
