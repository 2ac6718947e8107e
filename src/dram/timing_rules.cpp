// SPDX-License-Identifier: MIT
#include "dram/timing_rules.hpp"

#include <algorithm>
#include <iterator>

namespace deltasim::dram
{

namespace
{

/// True for rules of the bank or of its group.
bool is_near(machine::RuleScope scope)
{
    return scope == machine::RuleScope::bank || scope == machine::RuleScope::bank_group;
}

/// True if a read or write that `narrow` delays is delayed by `wide` for as long, which holds for more banks.
bool says_no_less(const machine::TimingRule& wide, const machine::TimingRule& narrow)
{
    const bool is_column =
        narrow.following == machine::DramCommand::read || narrow.following == machine::DramCommand::write;
    return is_column && wide.following == narrow.following && is_near(narrow.scope) && wide.scope > narrow.scope &&
           wide.scope != machine::RuleScope::other_rank && wide.delay_cycles >= narrow.delay_cycles;
}

}  // namespace

TimingRules::TimingRules(const machine::DramDevice& device)
    : first_group_(static_cast<std::uint32_t>(device.banks())),
      first_rank_(first_group_ + static_cast<std::uint32_t>(device.ranks * device.bank_groups)),
      ranks_(static_cast<std::uint32_t>(device.ranks)), state_{{},
                                                               CommandSpacing(device, machine::DramCommand::activate),
                                                               CommandSpacing(device, machine::DramCommand::precharge)}
{
    for (const machine::TimingRule& rule : device.rules)
        longest_delay_ = larger(longest_delay_, Cycles(rule.delay_cycles));
    groups_delay_closing_ = std::any_of(device.rules.begin(), device.rules.end(), [](const machine::TimingRule& rule) {
        return rule.scope == machine::RuleScope::bank_group && rule.following == machine::DramCommand::precharge;
    });
    state_.earliest.resize((first_rank_ + ranks_) * dram_command_count);
    const auto banks_a_rank = static_cast<std::uint32_t>(device.banks_per_rank());
    const auto banks_a_group = static_cast<std::uint32_t>(device.banks_per_group);
    for (std::size_t row = 0; row <= by_itself; ++row) {
        const std::vector<machine::TimingRule> rules = rules_after(device, row);
        for (std::uint32_t bank = 0; bank < first_group_; ++bank) {
            const BankAddress at{bank / banks_a_rank, bank / banks_a_group, bank};
            List& list = lists_.emplace_back();
            list.begin = static_cast<std::uint32_t>(delays_.size());
            for (const machine::TimingRule& rule : rules) {
                if (is_near(rule.scope)) add(rule, at);
            }
            list.far = static_cast<std::uint32_t>(delays_.size());
            for (const machine::TimingRule& rule : rules) {
                if (!is_near(rule.scope)) add(rule, at);
            }
            list.end = static_cast<std::uint32_t>(delays_.size());
        }
        for (const machine::TimingRule& rule : rules) {
            if (row == by_itself || rule.following != rule.preceding) continue;
            Apart& apart = apart_[row];
            if (is_near(rule.scope)) apart.near = larger(apart.near, Cycles(rule.delay_cycles));
            if (rule.scope == machine::RuleScope::rank)
                apart.in_rank = larger(apart.in_rank, Cycles(rule.delay_cycles));
        }
    }
}

/// The rules that follow a command, or an auto-precharge. CommandSpacing keeps the others.
std::vector<machine::TimingRule> TimingRules::rules_after(const machine::DramDevice& device, std::size_t row)
{
    const auto preceding = row == by_itself ? machine::DramCommand::precharge : static_cast<machine::DramCommand>(row);
    std::vector<machine::TimingRule> rules;
    for (const machine::TimingRule& rule : device.rules) {
        const bool of_bank = rule.scope == machine::RuleScope::bank;
        const bool of_refresh =
            rule.scope == machine::RuleScope::rank && rule.following == machine::DramCommand::refresh;
        if (rule.preceding != preceding || CommandSpacing::keeps(rule)) continue;
        if (row == by_itself && !of_bank && !of_refresh) continue;
        rules.push_back(rule);
    }
    const auto binds = [&](const machine::TimingRule& rule) {
        return std::none_of(rules.begin(), rules.end(),
                            [&](const machine::TimingRule& other) { return says_no_less(other, rule); });
    };
    std::vector<machine::TimingRule> binding;
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(binding), binds);
    return binding;
}

/// Adds which earliest times the rule moves after a command at that bank.
void TimingRules::add(const machine::TimingRule& rule, const BankAddress& at)
{
    const auto add_at = [&](std::uint32_t place) {
        delays_.push_back({static_cast<std::uint32_t>(index(place, rule.following)), Cycles(rule.delay_cycles)});
    };
    switch (rule.scope) {
    case machine::RuleScope::bank: return add_at(at.bank);
    case machine::RuleScope::bank_group: return add_at(first_group_ + at.group);
    case machine::RuleScope::rank: return add_at(first_rank_ + at.rank);
    case machine::RuleScope::other_rank:
        for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
            if (rank != at.rank) add_at(first_rank_ + rank);
        }
    }
}

void TimingRules::issue_to_rank(machine::DramCommand command, std::uint32_t rank, Cycles time)
{
    const std::uint32_t banks_a_rank = first_group_ / ranks_;
    for (std::uint32_t b = 0; b < banks_a_rank; ++b) {
        const List& list = list_of(command, rank * banks_a_rank + b);
        delay(list.begin, list.end, time);
    }
}

void TimingRules::hold_rank(std::uint32_t rank, Cycles any, Cycles read)
{
    for (std::size_t command = 0; command < dram_command_count; ++command) {
        Cycles& earliest = state_.earliest[(first_rank_ + rank) * dram_command_count + command];
        earliest =
            larger(earliest,
                   static_cast<machine::DramCommand>(command) == machine::DramCommand::read ? larger(any, read) : any);
    }
}

}  // namespace deltasim::dram
