// SPDX-License-Identifier: MIT
#include "dram/refresh_choice.hpp"

#include <cstddef>
#include <limits>

namespace deltasim::dram
{

RefreshChoice::RefreshChoice(const machine::DramDevice& device)
    : of_banks_(device.refresh == machine::RefreshGranularity::per_bank), together_(device.overlaps_bank_refreshes()),
      may_wait_(device.refresh_interval_cycles > 0 && device.waiting_refreshes() > 0),
      at_least_waiting_(device.waiting_refreshes()), banks_a_rank_(static_cast<std::uint32_t>(device.banks_per_rank())),
      units_a_rank_(of_banks_ ? banks_a_rank_ : 1)
{
    const std::uint64_t refresh = of_banks_ ? device.bank_refresh_cycles : device.refresh_cycles;
    free_after_ = std::max<std::uint64_t>(1, refresh / std::max<std::uint64_t>(1, device.burst_cycles()));
    in_use_for_ = std::min(free_after_, 2 * std::uint64_t{banks_a_rank_});
    forgotten_after_ = of_banks_ ? 4 * free_after_ : free_after_;
    state_.last_use.resize(device.ranks * units_a_rank_);
    if (of_banks_) {
        state_.had_turn.assign(device.banks(), 0);
        state_.last_pause.assign(device.banks(), forgotten_after_);
        state_.pause_before = state_.last_pause;
    }
    state_.requests = forgotten_after_ + units_a_rank_;
    for (std::uint32_t unit = 0; unit < state_.last_use.size(); ++unit) {
        state_.last_use[unit] = units_a_rank_ - 1 - unit % units_a_rank_;
    }
}

bool RefreshChoice::any_free(std::uint32_t rank, const BankAddress* wanted) const
{
    for (std::uint32_t unit = rank * units_a_rank_; unit < (rank + 1) * units_a_rank_; ++unit) {
        if (may_have_turn(unit, wanted) && is_free(unit)) return true;
    }
    return false;
}

std::uint32_t RefreshChoice::bank(std::uint32_t rank, const BankAddress* wanted) const
{
    const std::uint32_t first = rank * banks_a_rank_;
    if (!of_banks_) return first;
    const auto uses = state_.last_use.begin();
    const auto newest = static_cast<std::uint32_t>(std::max_element(uses + first, uses + first + banks_a_rank_) - uses);
    constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t newest_free = none;
    std::uint32_t oldest = none;
    for (std::uint32_t bank = first; bank < first + banks_a_rank_; ++bank) {
        if (!may_have_turn(bank, wanted)) continue;
        const bool is_newer = newest_free == none || state_.last_use[bank] > state_.last_use[newest_free];
        if (bank != newest && is_free(bank) && is_newer) newest_free = bank;
        if (oldest == none || state_.last_use[bank] < state_.last_use[oldest]) oldest = bank;
    }
    if (newest_free != none) return newest_free;
    return oldest != none ? oldest : wanted->bank;
}

std::uint64_t RefreshChoice::left_in_round(std::uint32_t rank) const
{
    const auto turns = state_.had_turn.begin() + static_cast<std::ptrdiff_t>(rank) * banks_a_rank_;
    return static_cast<std::uint64_t>(std::count(turns, turns + banks_a_rank_, std::uint8_t{0}));
}

void RefreshChoice::done(std::uint32_t rank, std::uint32_t bank)
{
    if (!of_banks_) return;
    state_.had_turn[bank] = 1;
    const auto turns = state_.had_turn.begin() + static_cast<std::ptrdiff_t>(rank) * banks_a_rank_;
    const bool all = std::all_of(turns, turns + banks_a_rank_, [](std::uint8_t had) { return had != 0; });
    if (all) std::fill(turns, turns + banks_a_rank_, std::uint8_t{0});
}

RefreshChoiceState RefreshChoice::canonical() const
{
    RefreshChoiceState canonical = state_;
    std::vector<std::uint32_t> free;
    free.reserve(units_a_rank_);
    for (std::uint32_t first = 0; first < state_.last_use.size(); first += units_a_rank_) {
        free.clear();
        for (std::uint32_t unit = first; unit < first + units_a_rank_; ++unit) {
            if (unused(unit) < forgotten_after_) continue;
            free.push_back(unit);
            if (of_banks_) canonical.pause_before[unit] = forgotten_after_;  // it makes no difference any more
        }
        std::sort(free.begin(), free.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return state_.last_use[a] > state_.last_use[b]; });
        std::uint64_t use = state_.requests - forgotten_after_;
        for (const std::uint32_t unit : free) canonical.last_use[unit] = use--;
    }
    return canonical;
}

}  // namespace deltasim::dram
