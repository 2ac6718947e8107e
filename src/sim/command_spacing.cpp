// SPDX-License-Identifier: MIT
#include "sim/command_spacing.hpp"

#include <algorithm>
#include <span>

namespace deltasim
{

CommandSpacing::CommandSpacing(const DramDevice& device, DramCommand command) : recent_(device.ranks)
{
    for (const TimingRule& rule : device.rules) {
        if (rule.preceding != command || !keeps(rule)) continue;
        const Cycles delay(rule.delay_cycles);
        if (rule.window > 1) {
            windows_.push_back({rule.window, delay});
        } else {
            Cycles& distance = rule.scope == RuleScope::rank ? in_rank_ : in_group_;
            distance = std::max(distance, delay);
        }
        longest_ = std::max(longest_, delay);
        binds_ = true;
    }
}

bool CommandSpacing::keeps(const TimingRule& rule)
{
    const bool between_rows = rule.preceding == DramCommand::activate || rule.preceding == DramCommand::precharge;
    const bool between_banks = rule.scope == RuleScope::bank_group || rule.scope == RuleScope::rank;
    return between_rows && rule.preceding == rule.following && between_banks;
}

Cycles CommandSpacing::earliest(std::uint32_t rank, std::uint32_t group, Cycles from) const
{
    const std::vector<Issued>& all = recent_[rank];
    std::size_t past = all.size();
    while (past > 0 && all[past - 1].time + longest_ > from) --past;
    const std::span<const Issued> recent = std::span(all).subspan(past);
    Cycles time = from;
    for (Cycles tried = from - Cycles(1); time != tried;) {
        tried = time;
        // In order of time: moved past one command, the new one is checked against those after it.
        for (const Issued& issued : recent) {
            const Cycles distance = issued.group == group ? larger(in_rank_, in_group_) : in_rank_;
            if (time < issued.time + distance && issued.time < time + distance) time = issued.time + distance;
        }
        for (const Window& window : windows_) time = after_window(recent, window, time);
    }
    return time;
}

/// Moves `time` to where no `length` + 1 commands, it among them, lie within the window.
Cycles CommandSpacing::after_window(std::span<const Issued> recent, const Window& window, Cycles time)
{
    for (std::size_t first = 0; first + window.length <= recent.size(); ++first) {
        // `length` commands that follow one another, and the new one before, among or after them.
        const std::size_t next = first + window.length;
        if (next < recent.size() && time > recent[next].time) continue;
        if (first > 0 && time < recent[first - 1].time) break;
        const Cycles begin = std::min(recent[first].time, time);
        const Cycles end = std::max(recent[next - 1].time, time);
        if (end - begin < window.cycles) time = recent[first].time + window.cycles;
    }
    return time;
}

void CommandSpacing::issue(std::uint32_t rank, std::uint32_t group, Cycles time)
{
    if (!binds_) return;
    std::vector<Issued>& recent = recent_[rank];
    const auto later = std::upper_bound(recent.begin(), recent.end(), time,
                                        [](Cycles t, const Issued& issued) { return t < issued.time; });
    recent.insert(later, {time, group});
}

void CommandSpacing::forget_before(Cycles clock)
{
    for (std::vector<Issued>& recent : recent_) {
        std::size_t passed = 0;
        while (passed < recent.size() && recent[passed].time + longest_ <= clock) ++passed;
        if (passed > 0) recent.erase(recent.begin(), recent.begin() + static_cast<std::ptrdiff_t>(passed));
    }
}

}  // namespace deltasim
