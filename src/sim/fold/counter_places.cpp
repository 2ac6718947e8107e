// SPDX-License-Identifier: MIT
#include "sim/fold/counter_places.hpp"

#include <algorithm>

namespace deltasim::sim
{

void CounterPlaces::set_alike(std::uint64_t banks, std::uint64_t groups)
{
    if (banks == banks_ && groups == groups_) return;
    banks_ = banks;
    groups_ = groups;
    from_.assign(banks * groups, {});
}

bool CounterPlaces::have_room(std::uint64_t steps) const
{
    return std::max(banks_, groups_) < CounterPlace::any_bank && steps <= std::numeric_limits<std::uint16_t>::max() &&
           counters_ + steps <= std::numeric_limits<std::uint32_t>::max();
}

/// The executions of the loop's own steps come after all other counters.
std::uint32_t CounterPlaces::number_of(std::size_t counter, CounterPlace from, const StepRange& steps)
{
    const std::size_t first = first_execution_ + steps.first;
    if (counter >= first && counter < first + steps.count)
        return static_cast<std::uint32_t>(counters_ + counter - first);
    if (from.first_bank == CounterPlace::any_bank) return static_cast<std::uint32_t>(counter);
    return counters_from((banks_ - from.first_bank) & (banks_ - 1),
                         (groups_ - from.first_group) & (groups_ - 1))[counter];
}

std::size_t CounterPlaces::counter_of(std::uint32_t number, CounterPlace from)
{
    if (number >= counters_) return first_execution_ + from.first_step + number - counters_;
    if (from.first_bank == CounterPlace::any_bank) return number;
    return counters_from(from.first_bank, from.first_group)[number];
}

CounterPlace CounterPlaces::seen_from(CounterPlace outer, CounterPlace inner) const
{
    CounterPlace seen;
    seen.first_step = static_cast<std::uint16_t>(inner.first_step - outer.first_step);
    if (inner.first_bank == CounterPlace::any_bank) return seen;
    seen.first_bank = static_cast<std::uint8_t>((inner.first_bank - outer.first_bank) & (banks_ - 1));
    seen.first_group = static_cast<std::uint8_t>((inner.first_group - outer.first_group) & (groups_ - 1));
    return seen;
}

CounterPlace CounterPlaces::placed_in(CounterPlace outer, CounterPlace seen) const
{
    CounterPlace inner;
    inner.first_step = static_cast<std::uint16_t>(outer.first_step + seen.first_step);
    if (seen.first_bank == CounterPlace::any_bank) return inner;
    inner.first_bank = static_cast<std::uint8_t>((outer.first_bank + seen.first_bank) & (banks_ - 1));
    inner.first_group = static_cast<std::uint8_t>((outer.first_group + seen.first_group) & (groups_ - 1));
    return inner;
}

const std::vector<std::uint32_t>& CounterPlaces::counters_from(std::uint64_t bank, std::uint64_t group)
{
    std::vector<std::uint32_t>& counters = from_[group * banks_ + bank];
    if (!counters.empty()) return counters;
    StateOrigin banks;
    banks.like_banks = static_cast<std::int64_t>(banks_);
    banks.first_bank = static_cast<std::int64_t>(bank);
    banks.like_groups = groups_;
    banks.first_group = group;
    counters.reserve(counters_);
    for (std::size_t i = 0; i < counters_; ++i)
        counters.push_back(static_cast<std::uint32_t>(dram_->counter_at(i, banks)));
    return counters;
}

}  // namespace deltasim::sim
