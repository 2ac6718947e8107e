// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>

#include "dram/channel_commands.hpp"

// How a channel refreshes its ranks; the other half of DramChannel.

namespace deltasim::dram
{

/// Does the refreshes that come before the first command of a request, which would otherwise be issued at `first`.
/// Returns the clock at which that command is issued.
Cycles DramChannel::refresh_before(machine::DramCommand column, const DramAddress& at, Cycles arrival, Cycles first)
{
    for (std::uint32_t waited_for = 0;; ++waited_for) {
        if (waited_for == most_refreshes_waited_for) fail_starved();
        const Cycles due = state_.refreshes.next_due();
        if (state_.refreshes.owes_any()) {
            const std::optional<Refresh> owed = first_owed(arrival, &at.bank);
            if (owed && owed->clock <= first && owed->clock < due) {
                refresh(*owed, false);
                first = first_command(column, at, arrival);
                continue;
            }
        }
        if (first < due) return first;
        come_due(&at.bank);
        first = first_command(column, at, arrival);
    }
}

/// Since timings are data, a refresh may take longer than the time to the next one. Devices that were read from a file
/// have no such timings.
void DramChannel::fail_starved() const
{
    throw std::runtime_error(fmt::format(
        "DRAM channel {}: a request has waited for {} refreshes: the device's timing leaves no time between refreshes",
        number_, most_refreshes_waited_for));
}

/// Every rank owes one more refresh. If a rank owes more than may wait, one is done, or several together.
void DramChannel::come_due(const BankAddress* wanted)
{
    const Cycles due = state_.refreshes.next_due();
    state_.refreshes.come_due();
    for (std::uint32_t rank = 0; rank < state_.next_refresh.size(); ++rank) {
        state_.next_refresh[rank] = larger(state_.next_refresh[rank], due);
        if (state_.refreshes.owed(rank) <= state_.choice.most_waiting(rank)) continue;
        for (std::uint64_t left = state_.choice.at_once(rank); left > 0; --left) {
            refresh({rank, state_.choice.bank(rank, wanted), due}, wanted == nullptr);
        }
    }
}

/// Of the refreshes that are owed and can be done, the one that is first, but not before `idle`. While a request waits,
/// only a rank or bank that is free is refreshed; without a request (`wanted` is nullptr), any. Banks that are not free
/// and could be refreshed together wait for a pause as long as a refresh.
std::optional<DramChannel::Refresh> DramChannel::first_owed(Cycles idle, const BankAddress* wanted) const
{
    std::optional<Refresh> first;
    for (std::uint32_t rank = 0; rank < state_.next_refresh.size(); ++rank) {
        if (state_.refreshes.owed(rank) == 0) continue;
        const bool is_free = (wanted == nullptr && quiet_ == Cycles(0)) || state_.choice.any_free(rank, wanted);
        if (wanted != nullptr && !is_free) continue;
        const Cycles clock = larger(is_free ? idle : idle + quiet_, state_.next_refresh[rank]);
        if (!first || clock < first->clock) first = {rank, state_.choice.bank(rank, wanted), clock};
    }
    return first;
}

/// Does the refreshes that are due by `until`, and those that were decided before.
void DramChannel::refresh_until(Cycles until)
{
    for (;;) {
        const Cycles due = state_.refreshes.next_due();
        if (state_.refreshes.owes_any()) {
            const Refresh owed = *first_owed(state_.last_column + Cycles(1), nullptr);
            if (owed.clock < until && owed.clock < due) {
                refresh(owed, true);
                continue;
            }
        }
        if (state_.idle.refreshes_itself()) {
            rest_before(std::min(until, due));
            if (state_.idle.stopped()) return state_.refreshes.drop(until);
        }
        if (due > until) return;
        if (!skip_idle_refreshes(until)) come_due(nullptr);
    }
}

/// Does a refresh; closes open rows first. `idle`: no request waits, and the channel may be in its idle state.
void DramChannel::refresh(const Refresh& refresh, bool idle)
{
    if (idle && state_.idle.rests_at(refresh.clock)) wake_at(refresh.clock);
    state_.idle.refreshed();
    const Cycles next = refreshes_banks_ ? refresh_bank(refresh) : refresh_rank(refresh);
    state_.next_refresh[refresh.rank] = larger(state_.next_refresh[refresh.rank], next);
    state_.refreshes.done(refresh.rank);
    state_.choice.done(refresh.rank, refresh.bank);
}

/// Returns the clock from which the next refresh of the rank may be decided; refresh_rank() does, too.
Cycles DramChannel::refresh_bank(const Refresh& refresh)
{
    const DramAddress at{number_, place(refresh.bank), 0, 0};
    const bool open = state_.open_rows[refresh.bank] != no_row;
    const Cycles closed = open ? close_row(at, refresh.clock) : refresh.clock;
    const Cycles earliest = larger(refresh.clock, state_.rules.earliest(machine::DramCommand::refresh_bank, at.bank));
    const Cycles time = reserve(machine::DramCommand::refresh_bank, earliest);
    issue(machine::DramCommand::refresh_bank, at, time);
    last_refresh_ = time;
    state_.idle.keep_until(time + bank_refresh_);
    state_.open_time[refresh.rank].refresh(time, time + bank_refresh_);
    begin_window(refresh.rank, refresh.bank, open ? closed : time,
                 state_.rules.earliest(machine::DramCommand::activate, at.bank));
    return larger(time + Cycles(1), state_.rules.earliest(machine::DramCommand::refresh_bank, at.bank));
}

Cycles DramChannel::refresh_rank(const Refresh& refresh)
{
    const std::uint32_t rank = refresh.rank;
    const DramAddress at{number_, place(refresh.bank), 0, 0};
    const std::optional<Cycles> closed = close_rank(rank, refresh.clock);
    const Cycles time =
        reserve(machine::DramCommand::refresh, larger(refresh.clock, state_.rules.earliest_refresh(rank)));
    state_.rules.issue_to_rank(machine::DramCommand::refresh, rank, time);
    last_refresh_ = time;
    state_.idle.keep_until(time + rank_refresh_);
    count(refresh.bank, machine::DramCommand::refresh);
    begin_window(rank, all_banks, closed.value_or(time),
                 state_.rules.earliest(machine::DramCommand::activate, at.bank));
    if (observer_ != nullptr) observe(machine::DramCommand::refresh, at, time, false, true);
    return larger(time + Cycles(1), state_.rules.earliest_refresh(rank));
}

/// Closes all open rows of a rank by one command. Returns the clock of that command; nothing if no row is open.
std::optional<Cycles> DramChannel::close_rank(std::uint32_t rank, Cycles not_before)
{
    const std::uint32_t first = rank * banks_a_rank_;
    const auto rows = state_.open_rows.subspan(first, banks_a_rank_);
    const auto open = static_cast<std::int32_t>(
        std::count_if(rows.begin(), rows.end(), [](std::int64_t row) { return row != no_row; }));
    if (open == 0) return std::nullopt;
    const Cycles closed = reserve(machine::DramCommand::precharge, all_closed(rank, not_before));
    state_.rules.issue_to_rank(machine::DramCommand::precharge, rank, closed);
    std::fill(rows.begin(), rows.end(), no_row);
    state_.open_time[rank].close(closed, open);
    if (observer_ != nullptr) {
        observe(machine::DramCommand::precharge, {number_, place(first), 0, 0}, closed, false, true);
    }
    return closed;
}

/// The first clock at which all open rows of the rank may be closed.
Cycles DramChannel::all_closed(std::uint32_t rank, Cycles not_before) const
{
    Cycles precharge = not_before;
    for (std::uint32_t bank = rank * banks_a_rank_; bank < (rank + 1) * banks_a_rank_; ++bank) {
        if (state_.open_rows[bank] == no_row) continue;
        precharge = larger(precharge, state_.rules.earliest(machine::DramCommand::precharge, place(bank)));
    }
    return precharge;
}

/// Two refreshes without a gap form one window.
void DramChannel::begin_window(std::uint32_t rank, std::uint32_t bank, Cycles first_command, Cycles end)
{
    RefreshWindow& window = state_.refresh_windows[rank];
    const bool goes_on = window.bank == bank && first_command <= window.clocks[1];
    window = {{goes_on ? window.clocks[0] : first_command, end}, bank};
}

/// The clock since which a refresh delays a request that arrives now and finds its row closed. Only the first request
/// that a refresh delays counts.
Cycles DramChannel::held_since(const BankAddress& at, Cycles arrival)
{
    RefreshWindow& window = state_.refresh_windows[at.rank];
    if (window.clocks[1] <= arrival || (window.bank != all_banks && window.bank != at.bank)) return not_held;
    const Cycles begin = larger(window.clocks[0], arrival);
    window = {};
    return begin;
}

/// During a long time without requests, all rounds of refreshes are alike once earlier commands no longer matter. Then
/// all but the last few rounds are counted at once. Returns true if it did any refresh.
bool DramChannel::skip_idle_refreshes(Cycles until)
{
    const std::int64_t few_rounds = observer_ == nullptr ? 8 : 10'000;  // an observer shall see the first rounds
    const std::int64_t round = state_.refreshes.commands_a_round();
    const Cycles span(state_.refreshes.interval().value() * round);
    const Cycles due = state_.refreshes.next_due();
    if (until - due < few_rounds * span || state_.refreshes.owes_any() || bank_refresh_ > state_.refreshes.interval())
        return false;
    // In the first round all rows are closed, and then the precharges no longer matter either.
    if (state_.last_column + 2 * state_.rules.longest_delay() + span >= due) return false;
    // Every round must begin in power-down; a device in self-refresh needs no rounds.
    const bool keeps_time = state_.idle.kind() == machine::IdleState::standby ||
                            (state_.idle.from() < due && !state_.idle.refreshes_itself());
    if (!keeps_time) return false;
    std::vector<Refresh> first;
    std::vector<Refresh> second;
    std::vector<IdleChange> changes;
    bool settles = refresh_idle_round(first) && refresh_idle_round(first);
    const std::vector<std::uint64_t> before = time_of_ranks(state_.refreshes.next_due());
    idle_round_ = &changes;
    settles = settles && refresh_idle_round(second);
    const std::vector<std::uint64_t> after = time_of_ranks(state_.refreshes.next_due());
    idle_round_ = nullptr;
    for (Refresh& refresh : first) refresh.clock = refresh.clock + span;
    if (!settles || first != second) return true;
    const std::int64_t rounds = (until - state_.refreshes.next_due()).value() / span.value() - 2;
    const auto repeats = static_cast<std::uint64_t>(rounds);
    state_.refreshes.skip(rounds * round);
    state_.idle.skip(Cycles(span.value() * rounds));
    for (OpenRowTime& rank : state_.open_time) rank.skip(Cycles(span.value() * rounds));
    for (std::size_t i = 0; i < after.size(); ++i) rank_counters_[i] += repeats * (after[i] - before[i]);
    for (const Refresh& refresh : second) {
        count(refresh.bank, refreshes_banks_ ? machine::DramCommand::refresh_bank : machine::DramCommand::refresh,
              repeats);
    }
    if (observer_ != nullptr) observe_repeats(second, changes, repeats, span);
    return true;
}

/// The counters of all ranks, with the time up to `until` counted. Nothing before `until` remains to be done.
std::vector<std::uint64_t> DramChannel::time_of_ranks(Cycles until)
{
    count_time(until);
    return {rank_counters_, rank_counters_ + state_.open_time.size() * rank_counter_count};
}

/// Tells the observer, in order of time, that the commands of a round are repeated, from one round later on.
void DramChannel::observe_repeats(const std::vector<Refresh>& refreshes, const std::vector<IdleChange>& changes,
                                  std::uint64_t repeats, Cycles interval) const
{
    auto change = changes.begin();
    const auto tell_changes_before = [&](Cycles clock) {
        for (; change != changes.end() && change->clock < clock; ++change) {
            IdleChange repeated = *change;
            repeated.clock += interval;
            repeated.repeats = repeats;
            repeated.interval = interval;
            observer_->on_idle(repeated);
        }
    };
    for (const Refresh& refresh : refreshes) {
        tell_changes_before(refresh.clock);
        IssuedCommand issued;
        issued.clock = refresh.clock + interval;
        issued.command = refreshes_banks_ ? machine::DramCommand::refresh_bank : machine::DramCommand::refresh;
        issued.whole_rank = !refreshes_banks_;
        issued.repeats = repeats;
        issued.interval = interval;
        issued.at = {number_, place(refresh.bank), 0, 0};
        observer_->on_command(issued);
    }
    tell_changes_before(Cycles(std::numeric_limits<std::int64_t>::max()));
}

/// Refreshes every bank once, without any request. Sets `done` to the refreshes, each with the clock of its command.
/// Returns true if each was over when the next one was due.
bool DramChannel::refresh_idle_round(std::vector<Refresh>& done)
{
    done.clear();
    for (std::uint32_t i = 0; i < state_.refreshes.commands_a_round(); ++i) {
        const Cycles due = state_.refreshes.next_due();
        state_.refreshes.come_due();
        for (std::uint32_t rank = 0; rank < state_.next_refresh.size(); ++rank) {
            const Cycles clock = waiting_refreshes_ > 0 ? larger(due, state_.next_refresh[rank]) : due;
            const Refresh one{rank, state_.choice.bank(rank, nullptr), clock};
            refresh(one, true);
            done.push_back({rank, one.bank, last_refresh_});
        }
        const auto in_time = [&](Cycles over) { return over <= state_.refreshes.next_due(); };
        if (!std::all_of(state_.next_refresh.begin(), state_.next_refresh.end(), in_time)) return false;
    }
    return true;
}

}  // namespace deltasim::dram
