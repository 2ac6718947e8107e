// SPDX-License-Identifier: MIT
#include "dram/idle_checker.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

#include <fmt/format.h>

#include "dram/row_history.hpp"
#include "rooms.hpp"

namespace deltasim::test
{

namespace
{

using enum DramCommand;

struct Stretch {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool ended = true;
};

class IdleCheck
{
public:
    IdleCheck(const DramDevice& device, const RowHistory& history, std::vector<Stretch> stretches, std::int64_t end)
        : device_(device), events_(history.events), stretches_(std::move(stretches)), end_(end)
    {
    }

    std::vector<std::string> check(std::uint32_t rank)
    {
        rank_ = rank;
        std::int64_t woken = 0;
        for (const Stretch& stretch : stretches_) {
            check_begin(stretch.begin, woken);
            if (!stretch.ended) continue;
            if (stretch.end - stretch.begin < number(device_.idle.least_cycles)) blame("is too short", stretch.begin);
            check_quiet(stretch);
            woken = stretch.end;
        }
        // After the last command nothing keeps the channel awake; it may have been woken for a command that is still to
        // come.
        const bool is_down = !stretches_.empty() && !stretches_.back().ended;
        const bool is_late = first_begin(std::numeric_limits<std::int64_t>::max(), woken) < end_;
        if (!is_down && is_late && device_.idle.state == IdleState::power_down) blame("is missing", end_);
        if (device_.idle.state == IdleState::self_refresh) check_refreshes();
        return found_;
    }

private:
    static std::int64_t number(std::uint64_t count) { return static_cast<std::int64_t>(count); }

    void blame(const char* what, std::int64_t clock)
    {
        found_.push_back(
            fmt::format("{} of rank {} at {} {}", idle_state_names[device_.idle.state], rank_, clock, what));
    }

    /// Until when a command of the channel keeps it awake.
    [[nodiscard]] std::int64_t keeps_until(const RowEvent& event) const
    {
        const ListedCommand& c = event.listed;
        std::int64_t until = c.clock + 1;
        const auto keep_by_rule = [&](DramCommand following) {
            for (const TimingRule& rule : device_.rules) {
                if (rule.scope != RuleScope::bank || rule.preceding != c.command || rule.following != following)
                    continue;
                until = std::max(until, c.clock + rule.delay_cycles);
            }
        };
        if (c.command == read || c.command == write) {
            const std::uint64_t latency =
                c.command == read ? device_.read_latency_cycles : device_.write_latency_cycles;
            keep_by_rule(precharge);
            until = std::max(until, c.clock + number(latency + device_.burst_cycles() + device_.idle.after_cycles));
        }
        if (event.by_itself) keep_by_rule(activate);
        if (c.command == refresh) until = c.clock + number(device_.refresh_cycles);
        if (c.command == refresh_bank) until = c.clock + number(device_.bank_refresh_cycles);
        return until;
    }

    /// The first clock before `before` at which nothing keeps the channel awake.
    [[nodiscard]] std::int64_t first_begin(std::int64_t before, std::int64_t woken) const
    {
        std::int64_t first = std::max(woken, number(device_.idle.after_cycles));
        for (const RowEvent& event : events_) {
            if (event.listed.clock < before) first = std::max(first, keeps_until(event));
        }
        return first;
    }

    void check_begin(std::int64_t begin, std::int64_t woken)
    {
        const std::int64_t first = first_begin(begin, woken);
        const bool itself = device_.idle.state == IdleState::self_refresh;
        if (itself ? begin < first : begin != first) blame(fmt::format("begins, not {}", first).c_str(), begin);
        if (!itself) return;
        std::int64_t open = 0;
        bool refreshed = woken == 0 || device_.refresh_interval_cycles == 0;
        for (const RowEvent& event : events_) {
            const ListedCommand& c = event.listed;
            if (c.clock >= begin) break;
            if (c.command == refresh || c.command == refresh_bank) refreshed = refreshed || c.clock >= woken;
            if (c.rank != rank_) continue;
            if (c.command == activate) ++open;
            if (c.command == precharge) open -= number(event.closes.size());
        }
        if (open != 0) blame("has rows open", begin);
        if (!refreshed) blame("follows another without a refresh", begin);
    }

    void check_quiet(const Stretch& stretch)
    {
        for (const RowEvent& event : events_) {
            const ListedCommand& c = event.listed;
            if (c.rank != rank_ || c.clock < stretch.begin) continue;
            const std::uint64_t wake = c.command == read ? device_.idle.wake_read_cycles : device_.idle.wake_cycles;
            if (c.clock < stretch.end + number(wake)) {
                found_.push_back(
                    fmt::format("{}: the rank is idle from {} to {}", text_of(c), stretch.begin, stretch.end));
            }
        }
    }

    void check_refreshes()
    {
        if (device_.refresh_interval_cycles == 0) return;
        const bool of_banks = device_.refresh == RefreshGranularity::per_bank;
        const std::uint64_t turns = of_banks ? device_.banks_per_rank() : 1;
        const auto interval = number(device_.refresh_interval_cycles / turns);
        std::int64_t due = end_ / interval;
        for (const Stretch& stretch : stretches_) {
            const std::int64_t until = stretch.ended ? stretch.end : end_;
            due -= std::max<std::int64_t>(0, (until - 1) / interval - stretch.begin / interval);
        }
        const auto done = std::count_if(events_.begin(), events_.end(), [&](const RowEvent& event) {
            return event.listed.rank == rank_ && event.listed.command == (of_banks ? refresh_bank : refresh);
        });
        // At each end of a stretch, the refresh that is due there may be dropped or done, and some may be waiting.
        const auto slack = number(stretches_.size()) + number(device_.most_waiting_refreshes()) + 1;
        if (done < due - slack || done > due + number(stretches_.size())) {
            blame(fmt::format("leaves {} refreshes, and {} are done", due, done).c_str(), end_);
        }
    }

    const DramDevice& device_;
    const std::vector<RowEvent>& events_;
    std::vector<Stretch> stretches_;
    std::int64_t end_;
    std::uint32_t rank_ = 0;
    std::vector<std::string> found_;
};

/// For one rank, in order of time.
std::vector<Stretch> stretches_of(const std::vector<IdleChange>& changes, std::uint32_t channel, std::uint32_t rank)
{
    std::vector<Stretch> stretches;
    for (const IdleChange& change : changes) {
        if (change.channel != channel || change.rank != rank) continue;
        if (change.begins) {
            stretches.push_back({change.clock.value(), 0, false});
        } else {
            stretches.back().end = change.clock.value();
            stretches.back().ended = true;
        }
    }
    return stretches;
}

}  // namespace

std::vector<std::string> idle_violations(const DramDevice& device, const std::vector<ListedCommand>& commands,
                                         const std::vector<IdleChange>& changes, std::int64_t end)
{
    std::vector<std::string> found;
    const std::vector<std::vector<ListedCommand>> channels = by_channel(device, commands);
    for (std::uint32_t channel = 0; channel < channels.size(); ++channel) {
        const RowHistory history = follow_rows(device, channels[channel]);
        for (std::uint32_t rank = 0; rank < device.ranks; ++rank) {
            IdleCheck check(device, history, stretches_of(changes, channel, rank), end);
            for (const std::string& what : check.check(rank)) found.push_back(what);
        }
    }
    return found;
}

}  // namespace deltasim::test
