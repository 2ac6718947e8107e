// SPDX-License-Identifier: MIT
#include "systemc/dram/rule_book.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace deltasim::systemc
{

using machine::DramCommand;
using machine::RuleScope;
using machine::TimingRule;

namespace
{

/// So long ago that no delay reaches the present.
constexpr Cycles never{std::numeric_limits<std::int64_t>::min() / 2};

std::size_t index(DramCommand command) { return static_cast<std::size_t>(command); }

}  // namespace

RuleBook::RuleBook(const machine::DramDevice& device) : device_(device), following_(commands)
{
    Last unused;
    unused.fill(never);
    of_bank_.assign(device.banks(), unused);
    of_group_.assign(device.ranks * device.bank_groups, unused);
    of_rank_.assign(device.ranks, unused);
    closed_by_itself_.assign(device.ranks, never);
    activates_.by_rank.resize(device.ranks);
    precharges_.by_rank.resize(device.ranks);
    refreshes_.by_rank.resize(device.ranks);
    for (const TimingRule& rule : device.rules) {
        const bool of_rank = rule.scope == RuleScope::bank_group || rule.scope == RuleScope::rank;
        if (of_rank && rule.preceding == DramCommand::activate && rule.following == DramCommand::refresh_bank) {
            refreshes_.before = larger(refreshes_.before, Cycles(rule.delay_cycles));
        }
        if (follows_bank_refresh(rule)) {
            refreshes_.after = larger(refreshes_.after, Cycles(rule.delay_cycles));
            continue;
        }
        if (!spaces(rule)) {
            following_[index(rule.following)].push_back(rule);
            continue;
        }
        Spaced& spaced = rule.following == DramCommand::activate ? activates_ : precharges_;
        spaced.longest = larger(spaced.longest, Cycles(rule.delay_cycles));
    }
}

/// True if the rule keeps activates, or precharges, of different banks of one rank apart.
bool RuleBook::spaces(const TimingRule& rule)
{
    const bool of_rows = rule.preceding == DramCommand::activate || rule.preceding == DramCommand::precharge;
    const bool of_banks = rule.scope == RuleScope::bank_group || rule.scope == RuleScope::rank;
    return rule.preceding == rule.following && of_rows && of_banks;
}

bool RuleBook::follows_bank_refresh(const TimingRule& rule)
{
    return rule.preceding == DramCommand::refresh_bank && rule.following == DramCommand::activate &&
           rule.scope == RuleScope::rank;
}

/// True if an activate at that clock would come too soon after, or before, the refresh of a bank of its rank.
bool RuleBook::is_beside_refresh(std::uint64_t rank, Cycles clock) const
{
    const std::vector<Cycles>& refreshes = refreshes_.by_rank[rank];
    return std::any_of(refreshes.begin(), refreshes.end(), [&](Cycles refresh) {
        return clock < refresh + refreshes_.after && refresh < clock + refreshes_.before;
    });
}

const RuleBook::Spaced* RuleBook::spaced(DramCommand command) const
{
    if (command == DramCommand::activate) return &activates_;
    return command == DramCommand::precharge ? &precharges_ : nullptr;
}

/// The last booked clock of the rule's preceding command in the scope of the rule.
Cycles RuleBook::last_in_scope(const TimingRule& rule, const BurstPlace& at) const
{
    const std::size_t preceding = index(rule.preceding);
    switch (rule.scope) {
    case RuleScope::bank: return of_bank_[at.bank][preceding];
    case RuleScope::bank_group: return of_group_[at.group][preceding];
    case RuleScope::rank: {
        const Cycles last = of_rank_[at.rank][preceding];
        const bool counts_itself = rule.preceding == DramCommand::precharge && rule.following == DramCommand::refresh;
        return counts_itself ? larger(last, closed_by_itself_[at.rank]) : last;
    }
    case RuleScope::other_rank: break;
    }
    Cycles last = never;
    for (std::uint64_t rank = 0; rank < device_.ranks; ++rank) {
        if (rank != at.rank) last = larger(last, of_rank_[rank][preceding]);
    }
    return last;
}

Cycles RuleBook::earliest(DramCommand command, const BurstPlace& at) const
{
    Cycles clock{0};
    for (const TimingRule& rule : following_[index(command)]) {
        clock = larger(clock, last_in_scope(rule, at) + Cycles(rule.delay_cycles));
    }
    return clock;
}

Cycles RuleBook::earliest_in_bank(DramCommand command, const BurstPlace& at) const
{
    Cycles clock{0};
    for (const TimingRule& rule : following_[index(command)]) {
        if (rule.scope == RuleScope::bank) clock = larger(clock, last_in_scope(rule, at) + Cycles(rule.delay_cycles));
    }
    return clock;
}

Cycles RuleBook::earliest_refresh(std::uint64_t rank) const
{
    Cycles clock{0};
    const std::uint64_t first = rank * device_.banks_per_rank();
    for (std::uint64_t bank = first; bank < first + device_.banks_per_rank(); ++bank) {
        clock = larger(clock, earliest(DramCommand::refresh, place_of_bank(bank, device_)));
    }
    return clock;
}

bool RuleBook::keeps_distance(DramCommand command, const BurstPlace& at, Cycles clock) const
{
    if (command == DramCommand::activate && is_beside_refresh(at.rank, clock)) return false;
    const Spaced& spaced = *this->spaced(command);
    if (spaced.longest == Cycles(0)) return true;
    const std::span<const Placed> placed(spaced.by_rank[at.rank]);
    const auto after = std::find_if(placed.begin(), placed.end(), [&](const Placed& p) { return p.clock > clock; });
    const auto before = static_cast<std::size_t>(after - placed.begin());  // this many commands are not later
    for (const TimingRule& rule : device_.rules) {
        if (rule.following != command || !spaces(rule)) continue;
        const Cycles delay(rule.delay_cycles);
        if (rule.window == 1) {
            for (const Placed& p : placed) {
                const bool in_scope = rule.scope == RuleScope::rank || p.group == at.group;
                if (in_scope && clock < p.clock + delay && p.clock < clock + delay) return false;
            }
            continue;
        }
        // With the new command there are window + 1 in a row: `earlier` of them lie before it.
        for (std::size_t earlier = 0; earlier <= rule.window; ++earlier) {
            const std::size_t later = rule.window - earlier;
            if (earlier > before || before + later > placed.size()) continue;
            const Cycles first = earlier == 0 ? clock : placed[before - earlier].clock;
            const Cycles last = later == 0 ? clock : placed[before + later - 1].clock;
            if (last - first < delay) return false;
        }
    }
    return true;
}

void RuleBook::note(std::vector<Last>& lasts, std::uint64_t where, DramCommand command, Cycles clock) const
{
    Cycles& last = lasts[where][index(command)];
    last = larger(last, clock);
}

void RuleBook::book(DramCommand command, const BurstPlace& at, Cycles clock)
{
    note(of_bank_, at.bank, command, clock);
    note(of_group_, at.group, command, clock);
    note(of_rank_, at.rank, command, clock);
    if (command == DramCommand::refresh_bank) refreshes_.by_rank[at.rank].push_back(clock);
    if (command != DramCommand::activate && command != DramCommand::precharge) return;
    std::vector<Placed>& placed = (command == DramCommand::activate ? activates_ : precharges_).by_rank[at.rank];
    const auto later = std::find_if(placed.begin(), placed.end(), [&](const Placed& p) { return p.clock > clock; });
    placed.insert(later, {clock, at.group});
}

void RuleBook::book_rank(DramCommand command, std::uint64_t rank, Cycles clock)
{
    const std::uint64_t first = rank * device_.banks_per_rank();
    for (std::uint64_t bank = first; bank < first + device_.banks_per_rank(); ++bank) {
        note(of_bank_, bank, command, clock);
        note(of_group_, bank / device_.banks_per_group, command, clock);
    }
    note(of_rank_, rank, command, clock);
}

void RuleBook::book_auto_precharge(const BurstPlace& at, Cycles clock)
{
    note(of_bank_, at.bank, DramCommand::precharge, clock);
    closed_by_itself_[at.rank] = larger(closed_by_itself_[at.rank], clock);
}

void RuleBook::forget_before(Cycles clock)
{
    for (std::vector<Cycles>& refreshes : refreshes_.by_rank) {
        std::erase_if(refreshes, [&](Cycles refresh) { return refresh + refreshes_.after <= clock; });
    }
    for (Spaced* spaced : {&activates_, &precharges_}) {
        for (std::vector<Placed>& placed : spaced->by_rank) {
            std::erase_if(placed, [&](const Placed& p) { return p.clock + spaced->longest <= clock; });
        }
    }
}

}  // namespace deltasim::systemc
