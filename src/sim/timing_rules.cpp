// SPDX-License-Identifier: MIT
#include "sim/timing_rules.hpp"

#include <limits>

namespace deltasim
{

namespace
{

/// Before any command: no rule holds yet.
constexpr Cycles long_ago{std::numeric_limits<std::int64_t>::min() / 4};

}  // namespace

TimingRules::TimingRules(const DramDevice& device)
    : banks_a_group_(static_cast<std::uint32_t>(device.banks_per_group)),
      groups_a_rank_(static_cast<std::uint32_t>(device.bank_groups))
{
    for (const TimingRule& rule : device.rules) {
        const auto preceding = static_cast<std::size_t>(rule.preceding);
        const auto following = static_cast<std::size_t>(rule.following);
        const Delay delay{following, Cycles(rule.delay_cycles)};
        if (rule.window > 1) {
            window_rules_.push_back({preceding, delay});
            TimingState::Window window{std::vector<Cycles>(rule.window, long_ago), 0};
            state_.windows.emplace_back(device.ranks, window);
            continue;
        }
        switch (rule.scope) {
        case RuleScope::bank: bank_rules_[preceding].push_back(delay); break;
        case RuleScope::bank_group: group_rules_[preceding].push_back(delay); break;
        case RuleScope::rank: rank_rules_[preceding].push_back(delay); break;
        case RuleScope::other_rank: other_rank_rules_[preceding].push_back(delay); break;
        }
    }
    state_.banks.resize(device.banks());
    state_.groups.resize(device.ranks * device.bank_groups);
    state_.ranks.resize(device.ranks);
}

void TimingRules::push_rank_rules(std::size_t command, std::uint32_t rank, Cycles time)
{
    push(state_.ranks[rank], rank_rules_[command], time);
    if (other_rank_rules_[command].empty()) return;
    for (std::uint32_t other = 0; other < state_.ranks.size(); ++other) {
        if (other != rank) push(state_.ranks[other], other_rank_rules_[command], time);
    }
}

void TimingRules::issue(DramCommand command, const BankAddress& at, Cycles time)
{
    const auto c = static_cast<std::size_t>(command);
    push(state_.banks[at.bank], bank_rules_[c], time);
    push(state_.groups[at.group], group_rules_[c], time);
    push_rank_rules(c, at.rank, time);
    for (std::size_t rule = 0; rule < window_rules_.size(); ++rule) {
        if (window_rules_[rule].preceding != c) continue;
        TimingState::Window& window = state_.windows[rule][at.rank];
        window.times[window.next] = time;
        if (++window.next == window.times.size()) window.next = 0;
        const Delay& delay = window_rules_[rule].delay;
        Cycles& earliest = state_.ranks[at.rank][delay.following];
        earliest = std::max(earliest, window.times[window.next] + delay.cycles);
    }
}

void TimingRules::issue_to_rank(DramCommand command, std::uint32_t rank, Cycles time)
{
    const auto c = static_cast<std::size_t>(command);
    for (std::uint32_t g = 0; g < groups_a_rank_; ++g) {
        const std::uint32_t group = rank * groups_a_rank_ + g;
        push(state_.groups[group], group_rules_[c], time);
        for (std::uint32_t b = 0; b < banks_a_group_; ++b) {
            push(state_.banks[group * banks_a_group_ + b], bank_rules_[c], time);
        }
    }
    push_rank_rules(c, rank, time);
}

}  // namespace deltasim
