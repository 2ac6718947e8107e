// SPDX-License-Identifier: MIT
#include "dram/command_spacing.hpp"

#include <algorithm>
#include <span>

namespace deltasim::dram
{

CommandSpacing::CommandSpacing(const machine::DramDevice& device, machine::DramCommand command)
{
    state_.commands.resize(device.ranks);
    state_.refreshes.resize(device.ranks);
    for (const machine::TimingRule& rule : device.rules) {
        if (rule.preceding != command || !keeps(rule)) continue;
        const Cycles delay(rule.delay_cycles);
        if (rule.window > 1) {
            windows_.push_back({rule.window, delay});
            shortest_window_ = std::min<std::size_t>(shortest_window_, rule.window);
        } else {
            if (rule.scope == machine::RuleScope::rank) in_rank_ = larger(in_rank_, delay);
            in_one_group_ = larger(in_one_group_, delay);
        }
        longest_ = std::max(longest_, delay);
        binds_ = true;
    }
    for (const machine::TimingRule& rule : device.rules) {
        const Cycles delay(rule.delay_cycles);
        const bool of_rank = rule.scope == machine::RuleScope::bank_group || rule.scope == machine::RuleScope::rank;
        if (of_rank && rule.preceding == command && rule.following == machine::DramCommand::refresh_bank) {
            before_refresh_ = larger(before_refresh_, delay);
        }
        if (rule.preceding != machine::DramCommand::refresh_bank || rule.following != command || !keeps(rule)) continue;
        after_refresh_ = delay;
        binds_ = true;
    }
}

bool CommandSpacing::keeps(const machine::TimingRule& rule)
{
    const bool between_rows =
        rule.preceding == machine::DramCommand::activate || rule.preceding == machine::DramCommand::precharge;
    const bool between_banks = rule.scope == machine::RuleScope::bank_group || rule.scope == machine::RuleScope::rank;
    const bool after_refresh = rule.preceding == machine::DramCommand::refresh_bank &&
                               rule.following == machine::DramCommand::activate &&
                               rule.scope == machine::RuleScope::rank;
    return (between_rows && rule.preceding == rule.following && between_banks) || after_refresh;
}

void CommandSpacing::issue_refresh(std::uint32_t rank, Cycles time)
{
    if (after_refresh_ == Cycles(0)) return;
    std::vector<Cycles>& refreshes = state_.refreshes[rank];
    drop_forgotten(refreshes);
    refreshes.insert(std::upper_bound(refreshes.begin(), refreshes.end(), time), time);
}

/// The first clock from `time` on at which the command also keeps its distance from refreshes.
Cycles CommandSpacing::beside_refreshes(std::uint32_t rank, std::uint32_t group, Cycles time) const
{
    for (;;) {
        const Cycles tried = time;
        for (const Cycles refresh : state_.refreshes[rank]) {
            if (time < refresh + after_refresh_ && refresh < time + before_refresh_) time = refresh + after_refresh_;
        }
        if (time == tried) return time;
        time = earliest_among(state_.commands[rank], group, time);
    }
}

Cycles CommandSpacing::earliest_among(std::span<const SpacedCommand> recent, std::uint32_t group, Cycles from) const
{
    const Cycles not_forgotten = larger(from, state_.forgotten);
    std::size_t past = recent.size();
    while (past > 0 && recent[past - 1].time + longest_ > not_forgotten) --past;
    recent = recent.subspan(past);
    Cycles time = from;
    for (;;) {
        // In order of time: when the new command is moved past one command, it is checked against those after it.
        for (const SpacedCommand& issued : recent) {
            const Cycles distance = issued.group == group ? in_one_group_ : in_rank_;
            if (time < issued.time + distance && issued.time < time + distance) time = issued.time + distance;
        }
        if (recent.size() < shortest_window_) return time;
        const Cycles tried = time;
        for (const Window& window : windows_) time = after_window(recent, window, time);
        if (time == tried) return time;
    }
}

/// Moves `time` to a clock at which no `length` + 1 commands, the new one included, lie within the window.
Cycles CommandSpacing::after_window(std::span<const SpacedCommand> recent, const Window& window, Cycles time)
{
    for (std::size_t first = 0; first + window.length <= recent.size(); ++first) {
        // `length` consecutive commands, and the new one before, among or after them.
        const std::size_t next = first + window.length;
        if (next < recent.size() && time > recent[next].time) continue;
        if (first > 0 && time < recent[first - 1].time) break;
        const Cycles begin = std::min(recent[first].time, time);
        const Cycles end = std::max(recent[next - 1].time, time);
        if (end - begin < window.cycles) time = recent[first].time + window.cycles;
    }
    return time;
}

void CommandSpacing::insert(std::vector<SpacedCommand>& recent, Cycles time, std::uint32_t group)
{
    if (recent.size() >= many) drop_forgotten(recent);
    recent.emplace_back();
    std::size_t at = recent.size() - 1;  // few commands are later, and they are the last
    for (; at > 0 && recent[at - 1].time > time; --at) recent[at] = recent[at - 1];
    recent[at].time = time;
    recent[at].group = group;
}

}  // namespace deltasim::dram
