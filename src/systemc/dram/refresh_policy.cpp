// SPDX-License-Identifier: MIT
#include "systemc/dram/refresh_policy.hpp"

#include <algorithm>
#include <limits>

namespace deltasim::systemc
{

RefreshPolicy::RefreshPolicy(const machine::DramDevice& device, RefreshExecutor& executor)
    : executor_(executor), of_banks_(device.refresh == machine::RefreshGranularity::per_bank),
      gathers_(device.overlaps_bank_refreshes()), banks_(device.banks_per_rank()),
      may_wait_(device.waiting_refreshes()),
      quiet_(gathers_ ? static_cast<std::int64_t>(device.bank_refresh_cycles) : 0),
      due_(std::numeric_limits<std::int64_t>::max()), ranks_(device.ranks), use_(device),
      had_turn_(device.banks(), false)
{
    const std::uint64_t interval = device.refresh_interval_cycles / (of_banks_ ? banks_ : 1);
    interval_ = Cycles(static_cast<std::int64_t>(interval));
    if (interval > 0) due_ = interval_;
}

bool RefreshPolicy::may_have_turn(std::uint64_t unit, const BurstPlace* wanted) const
{
    const bool is_wanted = wanted != nullptr && use_.unit_of(*wanted) == unit;
    return !is_wanted && !(of_banks_ && had_turn_[unit]);
}

bool RefreshPolicy::any_free(std::uint64_t rank, const BurstPlace* wanted) const
{
    const std::vector<std::uint64_t>& units = use_.latest_first(rank);
    return std::any_of(units.begin(), units.end(),
                       [&](std::uint64_t unit) { return may_have_turn(unit, wanted) && use_.is_free(unit); });
}

std::uint64_t RefreshPolicy::left_of_round(std::uint64_t rank) const
{
    const auto first = had_turn_.begin() + static_cast<std::ptrdiff_t>(rank * banks_);
    return static_cast<std::uint64_t>(std::count(first, first + static_cast<std::ptrdiff_t>(banks_), false));
}

/// The refresh that the rank does next, whether its unit is free or not.
RefreshTask RefreshPolicy::task_of(std::uint64_t rank, const BurstPlace* wanted, Cycles not_before) const
{
    RefreshTask task{rank, std::nullopt, not_before};
    if (!of_banks_) return task;
    const std::vector<std::uint64_t>& banks = use_.latest_first(rank);
    for (std::size_t i = 1; i < banks.size() && !task.bank; ++i) {
        if (may_have_turn(banks[i], wanted) && use_.is_free(banks[i])) task.bank = banks[i];
    }
    for (auto bank = banks.rbegin(); bank != banks.rend() && !task.bank; ++bank) {
        if (may_have_turn(*bank, wanted)) task.bank = *bank;
    }
    if (!task.bank) task.bank = wanted->bank;  // nothing else is left in the round
    return task;
}

void RefreshPolicy::carry_out(const RefreshTask& task)
{
    Rank& rank = ranks_[task.rank];
    rank.next = larger(rank.next, executor_.refresh(task));
    --rank.owed;
    if (!task.bank) return;
    had_turn_[*task.bank] = true;
    const auto first = had_turn_.begin() + static_cast<std::ptrdiff_t>(task.rank * banks_);
    const auto end = first + static_cast<std::ptrdiff_t>(banks_);
    if (std::find(first, end, false) == end) std::fill(first, end, false);
}

/// Every rank owes one more refresh.
void RefreshPolicy::fall_due(const BurstPlace* wanted)
{
    const Cycles due = due_;
    due_ += interval_;
    for (std::uint64_t rank = 0; rank < ranks_.size(); ++rank) {
        ranks_[rank].next = larger(ranks_[rank].next, due);
        const std::uint64_t left = gathers_ ? left_of_round(rank) : 1;
        if (++ranks_[rank].owed <= std::max(may_wait_, left - 1)) continue;
        for (std::uint64_t i = 0; i < left; ++i) carry_out(task_of(rank, wanted, due));
    }
}

/// Among the ranks that owe a refresh, the first that may do it, not before clock `from`. While a request waits, only
/// free units are refreshed.
std::optional<RefreshTask> RefreshPolicy::first_waiting(Cycles from, const BurstPlace* wanted) const
{
    std::optional<std::uint64_t> first;
    const auto clock_of = [&](std::uint64_t rank) {
        const bool waits = wanted == nullptr && gathers_ && !any_free(rank, nullptr);
        return larger(waits ? from + quiet_ : from, ranks_[rank].next);
    };
    for (std::uint64_t rank = 0; rank < ranks_.size(); ++rank) {
        if (ranks_[rank].owed == 0 || (wanted != nullptr && !any_free(rank, wanted))) continue;
        if (!first || clock_of(rank) < clock_of(*first)) first = rank;
    }
    if (!first) return std::nullopt;
    return task_of(*first, wanted, clock_of(*first));
}

bool RefreshPolicy::decides_before(const BurstPlace& wanted, Cycles arrival, Cycles first)
{
    const std::optional<RefreshTask> waiting = first_waiting(arrival, &wanted);
    if (waiting && waiting->not_before <= first && waiting->not_before < due_) {
        carry_out(*waiting);
        return true;
    }
    if (first < due_) return false;
    fall_due(&wanted);
    return true;
}

void RefreshPolicy::settle(Cycles idle_before, Cycles due_by)
{
    for (;;) {
        const std::optional<RefreshTask> waiting = first_waiting(executor_.idle_from(), nullptr);
        if (waiting && waiting->not_before < idle_before && waiting->not_before < due_) {
            carry_out(*waiting);
        } else if (due_ <= due_by) {
            fall_due(nullptr);
        } else {
            return;
        }
    }
}

Cycles RefreshPolicy::next_decision() const
{
    const std::optional<RefreshTask> waiting = first_waiting(executor_.idle_from(), nullptr);
    return waiting ? std::min(waiting->not_before, due_) : due_;
}

}  // namespace deltasim::systemc
