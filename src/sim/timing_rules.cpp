// SPDX-License-Identifier: MIT
#include "sim/timing_rules.hpp"

namespace deltasim
{

TimingRules::TimingRules(const DramDevice& device)
    : banks_a_group_(static_cast<std::uint32_t>(device.banks_per_group)),
      groups_a_rank_(static_cast<std::uint32_t>(device.bank_groups)), activates_(device, DramCommand::activate),
      precharges_(device, DramCommand::precharge)
{
    // Scopes in the order in which CommandRules keeps them.
    for (const RuleScope scope : {RuleScope::bank, RuleScope::bank_group, RuleScope::rank, RuleScope::other_rank}) {
        for (const TimingRule& rule : device.rules) {
            if (rule.scope != scope || CommandSpacing::keeps(rule)) continue;
            rules_[static_cast<std::size_t>(rule.preceding)].delays.push_back(
                {static_cast<std::size_t>(rule.following), Cycles(rule.delay_cycles)});
        }
        for (CommandRules& rules : rules_) {
            if (scope == RuleScope::bank) rules.bank_end = rules.delays.size();
            if (scope == RuleScope::bank_group) rules.group_end = rules.delays.size();
            if (scope == RuleScope::rank) rules.rank_end = rules.delays.size();
        }
    }
    state_.banks.resize(device.banks());
    state_.groups.resize(device.ranks * device.bank_groups);
    state_.ranks.resize(device.ranks);
}

void TimingRules::issue(DramCommand command, const BankAddress& at, Cycles time)
{
    const CommandRules& rules = rules_[static_cast<std::size_t>(command)];
    push(state_.banks[at.bank], rules, 0, rules.bank_end, time);
    push(state_.groups[at.group], rules, rules.bank_end, rules.group_end, time);
    push_to_rank(rules, at.rank, time);
    if (command == DramCommand::activate) activates_.issue(at.rank, at.group, time);
    if (command == DramCommand::precharge) precharges_.issue(at.rank, at.group, time);
}

void TimingRules::precharge_by_itself(const BankAddress& at, Cycles time)
{
    const CommandRules& rules = rules_[static_cast<std::size_t>(DramCommand::precharge)];
    push(state_.banks[at.bank], rules, 0, rules.bank_end, time);
    Cycles& refresh = state_.ranks[at.rank][static_cast<std::size_t>(DramCommand::refresh)];
    for (std::size_t i = rules.group_end; i < rules.rank_end; ++i) {
        const Delay& delay = rules.delays[i];
        if (delay.following == static_cast<std::size_t>(DramCommand::refresh)) {
            refresh = larger(refresh, time + delay.cycles);
        }
    }
}

void TimingRules::issue_to_rank(DramCommand command, std::uint32_t rank, Cycles time)
{
    const CommandRules& rules = rules_[static_cast<std::size_t>(command)];
    for (std::uint32_t g = 0; g < groups_a_rank_; ++g) {
        const std::uint32_t group = rank * groups_a_rank_ + g;
        push(state_.groups[group], rules, rules.bank_end, rules.group_end, time);
        for (std::uint32_t b = 0; b < banks_a_group_; ++b) {
            push(state_.banks[group * banks_a_group_ + b], rules, 0, rules.bank_end, time);
        }
    }
    push_to_rank(rules, rank, time);
}

}  // namespace deltasim
