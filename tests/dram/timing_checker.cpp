// SPDX-License-Identifier: MIT
#include "dram/timing_checker.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "dram/row_history.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

using enum DramCommand;

bool is_column(DramCommand command) { return command == read || command == write; }

/// All commands of one channel, in order of time.
class ChannelCheck
{
public:
    ChannelCheck(const DramDevice& device, const std::vector<ListedCommand>& commands, const RowHistory& history,
                 std::int64_t end)
        : device_(device), commands_(commands), events_(history.events), end_(end), found_(history.broken)
    {
        check_rules();
        check_command_bus();
        check_data_bus();
        check_request_order();
        // idle_violations checks what a device in self-refresh does.
        const bool by_command = device.idle.state != IdleState::self_refresh;
        if (device.refresh_interval_cycles > 0 && by_command) check_refreshes();
    }

    [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

private:
    [[nodiscard]] std::uint32_t bank_of_rank(const ListedCommand& c) const
    {
        return c.group * static_cast<std::uint32_t>(device_.banks_per_group) + c.bank;
    }

    /// True if the two commands are in the scope of the rule.
    [[nodiscard]] bool meet(const TimingRule& rule, const RowEvent& a, const RowEvent& b) const
    {
        const ListedCommand& first = a.listed;
        const ListedCommand& second = b.listed;
        if ((first.rank == second.rank) == (rule.scope == RuleScope::other_rank)) return false;
        // An auto-precharge is no command on the bus: only the rules of its bank, and of a refresh of its rank, apply.
        if (b.by_itself) return false;
        if (a.by_itself && rule.scope != RuleScope::bank && second.command != refresh) return false;
        if (rule.scope == RuleScope::rank || rule.scope == RuleScope::other_rank) return true;
        // A precharge of the whole rank does not affect banks that were already closed.
        if (second.command == precharge && second.whole_rank) {
            return first.whole_rank || touches(rule.scope, first, b.closes);
        }
        if (first.command == precharge && first.whole_rank) return touches(rule.scope, second, a.closes);
        if (first.whole_rank || second.whole_rank) return true;
        return first.group == second.group && (rule.scope == RuleScope::bank_group || first.bank == second.bank);
    }

    [[nodiscard]] bool touches(RuleScope scope, const ListedCommand& c, const std::set<std::uint32_t>& closed) const
    {
        return std::any_of(closed.begin(), closed.end(), [&](std::uint32_t b) {
            return scope == RuleScope::bank ? b == bank_of_rank(c) : b / device_.banks_per_group == c.group;
        });
    }

    void check_rules()
    {
        for (const TimingRule& rule : device_.rules) {
            for (std::size_t second = 0; second < events_.size(); ++second) {
                if (events_[second].listed.command == rule.following) check_rule(rule, second);
            }
        }
    }

    void check_rule(const TimingRule& rule, std::size_t second)
    {
        const RowEvent& b = events_[second];
        std::uint64_t seen = 0;
        for (std::size_t first = second; first-- > 0;) {
            const RowEvent& a = events_[first];
            if (b.listed.clock - a.listed.clock >= rule.delay_cycles) return;
            if (a.listed.command != rule.preceding || !meet(rule, a, b) || ++seen < rule.window) continue;
            found_.push_back(fmt::format("rule {} {} -> {}, {} clocks (window {}): {}, {}",
                                         rule_scope_names[rule.scope], dram_command_names[rule.preceding],
                                         dram_command_names[rule.following], rule.delay_cycles, rule.window,
                                         text_of(a.listed), text_of(b.listed)));
            return;
        }
    }

    void check_command_bus()
    {
        for (std::size_t i = 1; i < commands_.size(); ++i) {
            const ListedCommand& a = commands_[i - 1];
            const auto length = static_cast<std::int64_t>(device_.command_cycles[static_cast<std::size_t>(a.command)]);
            if (commands_[i].clock < a.clock + length) {
                found_.push_back(fmt::format("command bus: {}, {}", text_of(a), text_of(commands_[i])));
            }
        }
    }

    /// The first clock at which a column command's burst is on the data bus.
    [[nodiscard]] std::int64_t data(const ListedCommand& c) const
    {
        return c.clock + static_cast<std::int64_t>(c.command == read ? device_.read_latency_cycles
                                                                     : device_.write_latency_cycles);
    }

    void check_data_bus()
    {
        const auto columns = column_commands();
        const auto burst = static_cast<std::int64_t>(device_.burst_cycles());
        const auto longest =
            static_cast<std::int64_t>(device_.read_latency_cycles + device_.write_latency_cycles) + burst;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            for (std::size_t j = i + 1; j < columns.size() && columns[j].clock < columns[i].clock + longest; ++j) {
                const std::int64_t apart = data(columns[j]) - data(columns[i]);
                if (apart >= burst || apart <= -burst) continue;
                found_.push_back(fmt::format("data bus: {}, {}", text_of(columns[i]), text_of(columns[j])));
            }
        }
    }

    void check_request_order()
    {
        const auto columns = column_commands();
        for (std::size_t i = 1; i < columns.size(); ++i) {
            const auto& a = columns[i - 1].request;
            const auto& b = columns[i].request;
            if (!a || !b || a->number < b->number) continue;
            found_.push_back(fmt::format("out of order: {} for request {}, {} for request {}", text_of(columns[i - 1]),
                                         a->number, text_of(columns[i]), b->number));
        }
    }

    [[nodiscard]] std::vector<ListedCommand> column_commands() const
    {
        std::vector<ListedCommand> columns;
        std::copy_if(commands_.begin(), commands_.end(), std::back_inserter(columns),
                     [](const ListedCommand& c) { return is_column(c.command); });
        return columns;
    }

    /// A rank is never behind by more refreshes than may be postponed, plus the one that is due, and never ahead. All
    /// banks take turns, in any order; a quarter of the banks may wait, and where refreshes of banks may begin soon one
    /// after the other, all of a round until its end.
    void check_refreshes()
    {
        const bool of_banks = device_.refresh == RefreshGranularity::per_bank;
        const std::uint64_t turns = of_banks ? device_.banks_per_rank() : 1;
        const auto interval = static_cast<std::int64_t>(device_.refresh_interval_cycles / turns);
        const std::uint64_t of_round =
            device_.overlaps_bank_refreshes() ? turns - 1 : std::max<std::uint64_t>(turns / 4, 1);
        const std::uint64_t waiting = std::max<std::uint64_t>(device_.postponed_refreshes, of_banks ? of_round : 0);
        const auto behind = static_cast<std::int64_t>(waiting) + 1;
        for (std::uint32_t rank = 0; rank < device_.ranks; ++rank) {
            std::int64_t done = 0;
            std::set<std::uint32_t> round;
            for (const ListedCommand& c : commands_) {
                if (c.rank != rank || c.command != (of_banks ? refresh_bank : refresh)) continue;
                if (c.clock / interval - done > behind) late(rank, done, c.clock);
                if (c.clock < done * interval)
                    found_.push_back(fmt::format("{}: refresh {} is early", text_of(c), done));
                ++done;
                if (!round.insert(bank_of_rank(c)).second) {
                    found_.push_back(fmt::format("{}: the bank has had its turn", text_of(c)));
                }
                if (round.size() == turns) round.clear();
            }
            if (end_ / interval - done > behind) late(rank, done, end_);
        }
    }

    void late(std::uint32_t rank, std::int64_t done, std::int64_t clock)
    {
        found_.push_back(fmt::format("rank {} has been refreshed {} times by {}", rank, done, clock));
    }

    const DramDevice& device_;
    const std::vector<ListedCommand>& commands_;
    const std::vector<RowEvent>& events_;
    std::int64_t end_;
    std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> violations(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                    std::int64_t end)
{
    std::vector<std::string> found;
    for (const std::vector<ListedCommand>& own : by_channel(device, commands)) {
        const RowHistory history = follow_rows(device, own);
        const ChannelCheck check(device, own, history, end);
        found.insert(found.end(), check.found().begin(), check.found().end());
    }
    return found;
}

}  // namespace deltasim::test
