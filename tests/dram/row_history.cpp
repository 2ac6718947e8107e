// SPDX-License-Identifier: MIT
#include "dram/row_history.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

using enum DramCommand;

/// The history of a bank.
struct Bank {
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    bool open = false;
    std::int64_t row = 0;
    std::int64_t closes_at = never;                                               ///< by auto-precharge
    std::array<std::optional<std::int64_t>, dram_command_names.size()> latest{};  ///< clock of each command
    const ListedCommand* first_of_row = nullptr;  ///< the activate, as long as no column command followed it

    [[nodiscard]] bool is_open(std::int64_t clock) const { return open && clock < closes_at; }
};

class Follower
{
public:
    explicit Follower(const DramDevice& device) : device_(device), banks_(device.banks()) {}

    RowHistory follow(const std::vector<ListedCommand>& commands)
    {
        for (const ListedCommand& c : commands) {
            history_.events.push_back({c});
            if (c.whole_rank) {
                for (std::uint32_t b = 0; b < device_.banks_per_rank(); ++b) pass(c, b);
            } else {
                pass(c, c.group * static_cast<std::uint32_t>(device_.banks_per_group) + c.bank);
            }
        }
        std::stable_sort(history_.events.begin(), history_.events.end(),
                         [](const RowEvent& a, const RowEvent& b) { return a.listed.clock < b.listed.clock; });
        return std::move(history_);
    }

private:
    /// A command at one of its banks; it is the last event.
    void pass(const ListedCommand& c, std::uint32_t bank_of_rank)
    {
        Bank& at = banks_[c.rank * device_.banks_per_rank() + bank_of_rank];
        const bool open = at.is_open(c.clock);
        if (c.command == read || c.command == write) {
            if (!open || at.row != c.row) history_.broken.push_back(fmt::format("{}: the row is not open", text_of(c)));
            if (at.first_of_row != nullptr && c.request) check_arrival(*at.first_of_row, *c.request);
            if (c.request) check_arrival(c, *c.request);
            at.first_of_row = nullptr;
        } else if (c.command == precharge) {
            if (open) history_.events.back().closes.insert(bank_of_rank);
        } else if (open) {
            history_.broken.push_back(
                fmt::format("{}: bank {} has row {} open", text_of(c), &at - banks_.data(), at.row));
        }
        at.latest[static_cast<std::size_t>(c.command)] = c.clock;
        if (c.command == activate) {
            at.open = true;
            at.row = c.row;
            at.closes_at = Bank::never;
            at.first_of_row = &c;
        } else if (c.command == precharge) {
            at.open = false;
        } else if (c.auto_precharge) {
            at.closes_at = first_precharge(at, c.clock);
            ListedCommand closing = c;
            closing.clock = at.closes_at;
            closing.command = precharge;
            closing.auto_precharge = false;
            history_.events.push_back({closing, true, {bank_of_rank}});
        }
    }

    void check_arrival(const ListedCommand& c, const RequestMark& request)
    {
        if (c.clock >= request.arrival) return;
        history_.broken.push_back(fmt::format("{}: its request arrives at {}", text_of(c), request.arrival));
    }

    /// The first clock from `clock` on at which the rules of the bank allow a precharge.
    [[nodiscard]] std::int64_t first_precharge(const Bank& at, std::int64_t clock) const
    {
        for (const TimingRule& rule : device_.rules) {
            if (rule.scope != RuleScope::bank || rule.following != precharge) continue;
            const auto& latest = at.latest[static_cast<std::size_t>(rule.preceding)];
            if (latest) clock = std::max(clock, *latest + rule.delay_cycles);
        }
        return clock;
    }

    const DramDevice& device_;
    std::vector<Bank> banks_;
    RowHistory history_;
};

/// A number that changes from clock to clock.
class Steps
{
public:
    explicit Steps(std::int64_t end) : by_clock_(static_cast<std::size_t>(end), 0) {}

    void add(std::int64_t clock, int change)
    {
        if (clock < static_cast<std::int64_t>(by_clock_.size())) by_clock_[static_cast<std::size_t>(clock)] += change;
    }
    [[nodiscard]] int operator[](std::size_t clock) const { return by_clock_[clock]; }

private:
    std::vector<int> by_clock_;
};

/// Counts the clocks of one rank in which rows were open, single banks were refreshed, or the clock was stopped.
void count_clocks(const DramDevice& device, const RowHistory& history, std::uint32_t rank, std::int64_t end,
                  const std::vector<IdleChange>& idle, DramRankCounts& counts)
{
    Steps stopped(end);
    for (const IdleChange& change : idle) {
        if (change.channel == counts.channel && change.rank == rank)
            stopped.add(change.clock.value(), change.begins ? 1 : -1);
    }
    Steps rows(end);
    Steps refreshes(end);
    for (const RowEvent& event : history.events) {
        const ListedCommand& c = event.listed;
        if (c.rank != rank) continue;
        if (c.command == activate) rows.add(c.clock, 1);
        if (c.command == precharge) rows.add(c.clock, -static_cast<int>(event.closes.size()));
        if (c.command != refresh_bank) continue;
        refreshes.add(c.clock, 1);
        refreshes.add(c.clock + static_cast<std::int64_t>(device.bank_refresh_cycles), -1);
    }
    int open = 0;
    int refreshed = 0;
    int is_stopped = 0;
    for (std::size_t clock = 0; clock < static_cast<std::size_t>(end); ++clock) {
        open += rows[clock];
        refreshed += refreshes[clock];
        is_stopped += stopped[clock];
        if (is_stopped > 0) {
            ++(device.idle.state == IdleState::self_refresh ? counts.idle.self_refresh
               : open > 0                                   ? counts.idle.active_power_down
                                                            : counts.idle.precharged_power_down);
            continue;
        }
        counts.bank_active_cycles += static_cast<std::uint64_t>(open);
        counts.active_cycles += open > 0 ? 1 : 0;
        counts.bank_refresh_only_cycles += open == 0 && refreshed > 0 ? 1 : 0;
    }
}

/// Counts the commands of one bank. A row that a precharge of only this bank closes, and that another row follows, was
/// a row conflict.
void count_bank(const DramDevice& device, const RowHistory& history, std::uint32_t rank, std::uint32_t bank,
                DramBankCounts& counts)
{
    bool closed_alone = false;
    for (const RowEvent& event : history.events) {
        const ListedCommand& c = event.listed;
        if (c.rank != rank || c.command == refresh) continue;
        if (c.command == precharge) {
            if (!event.closes.contains(bank)) continue;
            ++counts.precharges;
            closed_alone = !c.whole_rank && !event.by_itself;
            continue;
        }
        if (c.group * device.banks_per_group + c.bank != bank) continue;
        if (c.command == activate) {
            ++counts.activates;
            counts.row_conflicts += closed_alone ? 1 : 0;
        }
        counts.reads += c.command == read ? 1 : 0;
        counts.writes += c.command == write ? 1 : 0;
        counts.bank_refreshes += c.command == refresh_bank ? 1 : 0;
        closed_alone = false;
    }
}

}  // namespace

std::vector<std::vector<ListedCommand>> by_channel(const DramDevice& device, std::vector<ListedCommand> commands)
{
    std::stable_sort(commands.begin(), commands.end(),
                     [](const ListedCommand& a, const ListedCommand& b) { return a.clock < b.clock; });
    std::vector<std::vector<ListedCommand>> channels(device.channels);
    for (const ListedCommand& command : commands) channels[command.channel].push_back(command);
    return channels;
}

RowHistory follow_rows(const DramDevice& device, const std::vector<ListedCommand>& commands)
{
    return Follower(device).follow(commands);
}

DramCounts counts_of(const DramDevice& device, const std::vector<ListedCommand>& commands, std::int64_t end,
                     const std::vector<IdleChange>& idle)
{
    DramCounts counts;
    counts.cycles = static_cast<std::uint64_t>(end);
    for (const std::vector<ListedCommand>& own : by_channel(device, commands)) {
        const RowHistory history = follow_rows(device, own);
        const auto channel = static_cast<std::uint32_t>(counts.ranks.size() / device.ranks);
        for (std::uint32_t rank = 0; rank < device.ranks; ++rank) {
            counts.ranks.push_back({.channel = channel, .rank = rank});
            count_clocks(device, history, rank, end, idle, counts.ranks.back());
            for (std::uint32_t bank = 0; bank < device.banks_per_rank(); ++bank) {
                const auto group = static_cast<std::uint32_t>(bank / device.banks_per_group);
                const auto of_group = static_cast<std::uint32_t>(bank % device.banks_per_group);
                counts.banks.push_back({.channel = channel, .rank = rank, .bank_group = group, .bank = of_group});
                count_bank(device, history, rank, bank, counts.banks.back());
            }
        }
        for (const RowEvent& event : history.events) {
            if (event.listed.command == refresh) ++counts.ranks[channel * device.ranks + event.listed.rank].refreshes;
        }
    }
    for (const DramRankCounts& rank : counts.ranks) {
        counts.refreshes += rank.refreshes;
        counts.rank_active_cycles += rank.active_cycles;
        counts.bank_active_cycles += rank.bank_active_cycles;
        counts.bank_refresh_only_cycles += rank.bank_refresh_only_cycles;
        counts.idle.active_power_down += rank.idle.active_power_down;
        counts.idle.precharged_power_down += rank.idle.precharged_power_down;
        counts.idle.self_refresh += rank.idle.self_refresh;
    }
    for (const DramBankCounts& bank : counts.banks) {
        counts.activates += bank.activates;
        counts.precharges += bank.precharges;
        counts.reads += bank.reads;
        counts.writes += bank.writes;
        counts.bank_refreshes += bank.bank_refreshes;
        counts.row_conflicts += bank.row_conflicts;
    }
    counts.row_misses = counts.activates;  // only a request that misses opens a row
    counts.row_hits = counts.reads + counts.writes - counts.activates;
    return counts;
}

std::string text_of(const ListedCommand& c)
{
    if (c.whole_rank) return fmt::format("{} of rank {} at {}", dram_command_names[c.command], c.rank, c.clock);
    return fmt::format("{}{} of {}.{}.{} row {} at {}", dram_command_names[c.command],
                       c.auto_precharge ? " (auto-precharge)" : "", c.rank, c.group, c.bank, c.row, c.clock);
}

}  // namespace deltasim::test
