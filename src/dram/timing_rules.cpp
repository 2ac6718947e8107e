// SPDX-License-Identifier: MIT
#include "dram/timing_rules.hpp"

namespace deltasim::dram
{

TimingRules::TimingRules(const machine::DramDevice& device)
    : first_group_(static_cast<std::uint32_t>(device.banks())),
      first_rank_(first_group_ + static_cast<std::uint32_t>(device.ranks * device.bank_groups)),
      ranks_(static_cast<std::uint32_t>(device.ranks)), state_{{},
                                                               CommandSpacing(device, machine::DramCommand::activate),
                                                               CommandSpacing(device, machine::DramCommand::precharge)}
{
    for (const machine::TimingRule& rule : device.rules)
        longest_delay_ = larger(longest_delay_, Cycles(rule.delay_cycles));
    state_.earliest.resize((first_rank_ + ranks_) * dram_command_count);
    const auto banks_a_rank = static_cast<std::uint32_t>(device.banks_per_rank());
    const auto banks_a_group = static_cast<std::uint32_t>(device.banks_per_group);
    for (std::size_t row = 0; row <= by_itself; ++row) {
        const auto preceding =
            row == by_itself ? machine::DramCommand::precharge : static_cast<machine::DramCommand>(row);
        for (std::uint32_t bank = 0; bank < first_group_; ++bank) {
            const auto begin = static_cast<std::uint32_t>(delays_.size());
            for (const machine::TimingRule& rule : device.rules) {
                const bool of_bank = rule.scope == machine::RuleScope::bank;
                const bool of_refresh =
                    rule.scope == machine::RuleScope::rank && rule.following == machine::DramCommand::refresh;
                if (rule.preceding != preceding || CommandSpacing::keeps(rule)) continue;
                if (row == by_itself && !of_bank && !of_refresh) continue;
                list(rule, {bank / banks_a_rank, bank / banks_a_group, bank});
            }
            lists_.push_back({begin, static_cast<std::uint32_t>(delays_.size())});
        }
    }
}

/// Lists which earliest times the rule moves after a command at that bank.
void TimingRules::list(const machine::TimingRule& rule, const BankAddress& at)
{
    const auto add = [&](std::uint32_t place) {
        delays_.push_back({static_cast<std::uint32_t>(index(place, rule.following)), Cycles(rule.delay_cycles)});
    };
    switch (rule.scope) {
    case machine::RuleScope::bank: return add(at.bank);
    case machine::RuleScope::bank_group: return add(first_group_ + at.group);
    case machine::RuleScope::rank: return add(first_rank_ + at.rank);
    case machine::RuleScope::other_rank:
        for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
            if (rank != at.rank) add(first_rank_ + rank);
        }
    }
}

void TimingRules::issue_to_rank(machine::DramCommand command, std::uint32_t rank, Cycles time)
{
    const std::uint32_t banks_a_rank = first_group_ / ranks_;
    for (std::uint32_t b = 0; b < banks_a_rank; ++b) {
        delay(static_cast<std::size_t>(command), rank * banks_a_rank + b, time);
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
