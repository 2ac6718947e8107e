// SPDX-License-Identifier: MIT
#include "experiment/replay/command_tally.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "core/checked.hpp"

namespace deltasim::experiment
{

using enum machine::DramCommand;

namespace
{

std::string_view name_of(machine::IdleState state) { return machine::idle_state_names[state]; }

}  // namespace

CommandTally::CommandTally(const machine::DramDevice& device, std::int64_t cycles)
    : device_(device), cycles_(cycles), banks_(device.channels * device.banks()), ranks_(device.channels * device.ranks)
{
    for (std::uint32_t channel = 0; channel < device.channels; ++channel) {
        for (std::uint32_t rank = 0; rank < device.ranks; ++rank) {
            counts_.ranks.push_back({.channel = channel, .rank = rank});
            for (std::uint32_t bank = 0; bank < device.banks_per_rank(); ++bank) {
                counts_.banks.push_back({.channel = channel,
                                         .rank = rank,
                                         .bank_group = static_cast<std::uint32_t>(bank / device.banks_per_group),
                                         .bank = static_cast<std::uint32_t>(bank % device.banks_per_group)});
            }
        }
    }
}

/// The delay of the rule between two commands to one bank.
std::int64_t CommandTally::delay(machine::DramCommand preceding, machine::DramCommand following) const
{
    for (const machine::TimingRule& rule : device_.rules) {
        const bool of_bank = rule.scope == machine::RuleScope::bank;
        if (of_bank && rule.preceding == preceding && rule.following == following) return rule.delay_cycles;
    }
    return 0;
}

void CommandTally::close(Rank& rank, Bank& bank, DramBankCounts& counts, std::int64_t clock)
{
    rank.open_time.close(Cycles(clock));
    bank.open = false;
    ++counts.precharges;
}

/// Begins or ends an idle state of a rank. Open rows stay open, and their time continues to count as open.
std::string CommandTally::change_idle(Rank& rank, bool open, const ListedCommand& change)
{
    end_ = std::max(end_, change.clock + 1);
    if (change.idle_begins) {
        if (rank.idle) return fmt::format("the rank is in {} already", name_of(*rank.idle->idle));
        if (open && *change.idle == machine::IdleState::self_refresh) return "a bank of the rank has a row open";
        if (open && change.repeats > 1) return "a bank of the rank has a row open, and none has between refreshes";
        if (open) rank.open_time.stop(Cycles(change.clock));
        rank.idle = change;
        return "";
    }
    if (!rank.idle || rank.idle->idle != change.idle)
        return fmt::format("the rank is not in {}", name_of(*change.idle));
    if (open) rank.open_time.go_on(Cycles(change.clock));
    count_idle(rank, change.clock, change.repeats);
    rank.idle.reset();
    return "";
}

/// If beginnings of idle states repeat, the last one lasts until an end that does not repeat; all others are as long as
/// the first.
void CommandTally::count_idle(Rank& rank, std::int64_t end, std::uint64_t repeats)
{
    const ListedCommand& begin = *rank.idle;
    const std::int64_t later = repeats > 1 ? 0 : static_cast<std::int64_t>(begin.repeats - 1) * begin.interval;
    const std::int64_t clocks = not_after_end(end) - not_after_end(begin.clock + later);
    if (rank.open_time.has_open_rows()) return;
    std::uint64_t& sum = begin.idle == machine::IdleState::self_refresh ? rank.idle_cycles.self_refresh
                                                                        : rank.idle_cycles.precharged_power_down;
    sum = checked_add(sum, checked_multiply(repeats, static_cast<std::uint64_t>(clocks)));
}

std::string CommandTally::add(const ListedCommand& c)
{
    if (commands_ == 0) first_ = end_ = c.clock;
    commands_ = checked_add(commands_, c.repeats);
    const bool is_request = c.command == activate || c.command == read || c.command == write;
    if (is_request) last_ = c.clock;
    const std::size_t rank_number = c.channel * device_.ranks + c.rank;
    Rank& rank = ranks_[rank_number];
    rank.open_time.count_until(Cycles(not_after_end(c.clock)), rank.counters());
    const std::size_t first_bank = rank_number * device_.banks_per_rank();
    if (c.idle) {
        const auto banks = banks_.begin() + static_cast<std::ptrdiff_t>(first_bank);
        const bool open = std::any_of(banks, banks + static_cast<std::ptrdiff_t>(device_.banks_per_rank()),
                                      [](const Bank& bank) { return bank.open; });
        return change_idle(rank, open, c);
    }
    if (rank.idle) return fmt::format("the rank is in {}", name_of(*rank.idle->idle));
    Bank& bank = banks_[first_bank + c.bank];
    DramBankCounts& counts = counts_.banks[first_bank + c.bank];
    DramRankCounts& of_rank = counts_.ranks[rank_number];
    end_ = std::max(end_, c.clock + 1);
    const auto burst = static_cast<std::int64_t>(device_.burst_cycles());
    switch (c.command) {
    case activate:
        if (bank.open) return "the bank has a row open";
        ++counts.activates;
        bank = {true, c.clock, c.row};
        rank.open_time.open(Cycles(c.clock));
        return "";
    case precharge:
        for (std::size_t b = 0; b < device_.banks_per_rank(); ++b) {
            if (!c.whole_rank && b != c.bank) continue;
            if (banks_[first_bank + b].open)
                close(rank, banks_[first_bank + b], counts_.banks[first_bank + b], c.clock);
        }
        return "";
    case read:
    case write:
        if (!bank.open) return "the bank has no row open";
        if (c.row && bank.row && *c.row != *bank.row) {
            return fmt::format("the bank has row {} open, and not row {}", *bank.row, *c.row);
        }
        ++(c.command == read ? counts.reads : counts.writes);
        end_ = std::max(end_, c.clock + burst +
                                  static_cast<std::int64_t>(c.command == read ? device_.read_latency_cycles
                                                                              : device_.write_latency_cycles));
        if (c.auto_precharge) {
            close(rank, bank, counts,
                  std::max(c.clock + delay(c.command, precharge), bank.activated + delay(activate, precharge)));
        }
        return "";
    case refresh:
        for (std::size_t b = 0; b < device_.banks_per_rank(); ++b) {
            if (banks_[first_bank + b].open) return "a bank of the rank has a row open";
        }
        of_rank.refreshes = checked_add(of_rank.refreshes, c.repeats);
        break;
    case refresh_bank:
        if (bank.open) return "the bank has a row open";
        counts.bank_refreshes = checked_add(counts.bank_refreshes, c.repeats);
        rank.open_time.refresh(Cycles(c.clock),
                               Cycles(c.clock) + Cycles(static_cast<std::int64_t>(device_.bank_refresh_cycles)));
        rank.refresh_only =
            checked_add(rank.refresh_only, checked_multiply(c.repeats - 1, device_.bank_refresh_cycles));
        break;
    }
    end_ = std::max(end_, c.clock + static_cast<std::int64_t>(c.repeats - 1) * c.interval + 1);
    return "";
}

DramCounts CommandTally::counts()
{
    const std::int64_t last = cycles_ == 0 ? end_ : first_ + cycles_;
    DramCounts counts = counts_;
    counts.cycles = static_cast<std::uint64_t>(last - first_);
    for (std::size_t i = 0; i < ranks_.size(); ++i) {
        Rank& rank = ranks_[i];
        rank.open_time.count_until(Cycles(last), rank.counters());
        if (rank.idle) count_idle(rank, last, 1);
        DramRankCounts& of_rank = counts.ranks[i];
        of_rank.active_cycles = rank.any_open;
        of_rank.bank_active_cycles = rank.all_open;
        of_rank.bank_refresh_only_cycles = rank.refresh_only;
        of_rank.idle = rank.idle_cycles;
        of_rank.idle.active_power_down = rank.down_open;
    }
    counts.add_up();
    return counts;
}

}  // namespace deltasim::experiment
