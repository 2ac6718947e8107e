// SPDX-License-Identifier: MIT
#include "dram/dram_channel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace deltasim::dram
{

namespace
{

Cycles cycles(std::uint64_t count) { return Cycles(static_cast<std::int64_t>(count)); }

}  // namespace

DramChannel::DramChannel(const machine::DramDevice& device, std::uint32_t number, std::span<std::int64_t> open_rows)
    : rules_(device), open_rows_(open_rows), refreshes_(device), open_time_(device.ranks),
      refresh_windows_(device.ranks), refreshes_begun_(device.ranks, Cycles(0)), number_(number),
      closes_page_(device.page == machine::PagePolicy::closed),
      refreshes_banks_(device.refresh == machine::RefreshGranularity::per_bank),
      postponed_refreshes_(device.postponed_refreshes),
      read_to_end_(cycles(device.read_latency_cycles + device.burst_cycles())),
      write_to_end_(cycles(device.write_latency_cycles + device.burst_cycles())),
      bank_refresh_(cycles(device.bank_refresh_cycles)),
      banks_a_group_(static_cast<std::uint32_t>(device.banks_per_group)),
      banks_a_rank_(static_cast<std::uint32_t>(device.banks_per_rank()))
{
    std::transform(device.command_cycles.begin(), device.command_cycles.end(), command_cycles_.begin(),
                   [](std::uint64_t length) { return static_cast<unsigned>(length); });
}

Cycles DramChannel::access(const DramAddress& at, bool is_write, Cycles arrival)
{
    const machine::DramCommand column = is_write ? machine::DramCommand::write : machine::DramCommand::read;

    if (refreshes_.next_due() <= arrival || refreshes_.owes_any()) refresh_until(arrival);
    Cycles first = first_command(column, at, arrival);
    for (std::uint32_t waited_for = 0; first >= refreshes_.next_due(); ++waited_for) {
        if (waited_for == most_refreshes_waited_for) fail_starved();
        const Cycles due = refreshes_.next_due();
        const std::uint32_t rank = refreshes_.come_due();
        if (refreshes_.owed(rank) <= postponed_refreshes_) continue;
        catch_up(rank, due);
        first = first_command(column, at, arrival);
    }
    latest_refresh_check_ = larger(latest_refresh_check_, first);

    Cycles held = not_held;
    if (open_rows_[at.bank.bank] == at.row) {
        count(ChannelCounter::row_hits);
    } else {
        count(ChannelCounter::row_misses);
        held = held_since(at.bank, arrival);
        open_row(at, first);
        forget_past(arrival);
        first = larger(larger(arrival, rules_.earliest(column, at.bank)), last_column_ + Cycles(1));
    }
    last_column_ = reserve(column, first);
    issue(column, at, last_column_);
    if (closes_page_) precharge_by_itself(at);
    const Cycles done = last_column_ + (is_write ? write_to_end_ : read_to_end_);
    if (held != not_held) hold_ = later(hold_, RefreshHold<Cycles>{held, done});
    return done;
}

/// Timings are data: a refresh may take longer than the time to the next one.
void DramChannel::fail_starved() const
{
    throw std::runtime_error(
        fmt::format("DRAM channel {}: a request waits for {} refreshes: the device's timing leaves "
                    "no time between them",
                    number_, most_refreshes_waited_for));
}

void DramChannel::advance(Cycles until)
{
    refresh_until(until);
    latest_refresh_check_ = larger(latest_refresh_check_, until);
    for (Cycles& begun : refreshes_begun_) begun = larger(begun, until);
    rules_.forget_before(until);
    count_open_time(until);
}

BankAddress DramChannel::place(std::uint32_t bank) const { return {bank / banks_a_rank_, bank / banks_a_group_, bank}; }

/// The clock at which the first command that the request needs could go out: column, activate or precharge.
Cycles DramChannel::first_command(machine::DramCommand column, const DramAddress& at, Cycles arrival) const
{
    const std::int64_t open = open_rows_[at.bank.bank];
    if (open == at.row) return larger(larger(arrival, rules_.earliest(column, at.bank)), last_column_ + Cycles(1));
    return rules_.earliest_among(open == no_row ? machine::DramCommand::activate : machine::DramCommand::precharge,
                                 at.bank, arrival);
}

Cycles DramChannel::reserve(machine::DramCommand command, Cycles earliest)
{
    return bus_.reserve(earliest, command_cycles_[static_cast<std::size_t>(command)]);
}

/// The same for an activate or a precharge of one bank, when that is legal.
Cycles DramChannel::reserve_among(machine::DramCommand command, const BankAddress& at, Cycles from)
{
    const unsigned length = command_cycles_[static_cast<std::size_t>(command)];
    const CommandSpacing& spacing = rules_.spacing(command);
    Cycles slot = bus_.first_free(larger(from, rules_.earliest(command, at)), length);
    for (;;) {
        const Cycles legal = spacing.earliest(at.rank, at.group, slot);
        if (legal == slot) break;
        slot = bus_.first_free(legal, length);
    }
    bus_.take(slot, length);
    return slot;
}

void DramChannel::issue(machine::DramCommand command, const DramAddress& at, Cycles time)
{
    rules_.issue(command, at.bank, time);
    count(static_cast<ChannelCounter>(command));
    const bool is_column = command == machine::DramCommand::read || command == machine::DramCommand::write;
    if (observer_ != nullptr) observe(command, at, time, closes_page_ && is_column, false);
}

void DramChannel::open_row(const DramAddress& at, Cycles first)
{
    if (open_rows_[at.bank.bank] != no_row) close_row(at, first);
    const Cycles time = reserve_among(machine::DramCommand::activate, at.bank, first);
    issue(machine::DramCommand::activate, at, time);
    open_rows_[at.bank.bank] = at.row;
    open_time_[at.bank.rank].open(time);
}

/// Returns when.
Cycles DramChannel::close_row(const DramAddress& at, Cycles not_before)
{
    const Cycles time = reserve_among(machine::DramCommand::precharge, at.bank, not_before);
    issue(machine::DramCommand::precharge, at, time);
    open_rows_[at.bank.bank] = no_row;
    open_time_[at.bank.rank].close(time);
    return time;
}

/// The bank's own precharge after a command with auto-precharge. It holds no bus, and rules between the precharge
/// commands of different banks do not bind it.
void DramChannel::precharge_by_itself(const DramAddress& at)
{
    const Cycles time = rules_.earliest_in_bank(machine::DramCommand::precharge, at.bank);
    rules_.precharge_by_itself(at.bank, time);
    count(ChannelCounter::precharges);
    open_rows_[at.bank.bank] = no_row;
    open_time_[at.bank.rank].close(time);
}

/// Does all refreshes that a rank owes.
void DramChannel::catch_up(std::uint32_t rank, Cycles not_before)
{
    while (refreshes_.owed(rank) > 0) refresh(rank, not_before);
}

/// Does one refresh that a rank owes, of the rank or of the bank whose turn it is. What is open is closed first.
void DramChannel::refresh(std::uint32_t rank, Cycles not_before)
{
    if (refreshes_banks_) {
        const DramAddress at{number_, place(rank * banks_a_rank_ + refreshes_.next_bank(rank)), 0, 0};
        const bool open = open_rows_[at.bank.bank] != no_row;
        const Cycles closed = open ? close_row(at, not_before) : not_before;
        const Cycles earliest = larger(not_before, rules_.earliest(machine::DramCommand::refresh_bank, at.bank));
        const Cycles time = reserve(machine::DramCommand::refresh_bank, earliest);
        issue(machine::DramCommand::refresh_bank, at, time);
        open_time_[rank].refresh(time, time + bank_refresh_);
        begin_window(rank, at.bank.bank, open ? closed : time,
                     rules_.earliest(machine::DramCommand::activate, at.bank));
    } else {
        refresh_rank(rank, not_before);
    }
    refreshes_.done(rank);
}

void DramChannel::refresh_rank(std::uint32_t rank, Cycles not_before)
{
    const DramAddress at{number_, place(rank * banks_a_rank_), 0, 0};
    const auto rows = open_rows_.subspan(at.bank.bank, banks_a_rank_);
    const auto open = static_cast<std::int32_t>(
        std::count_if(rows.begin(), rows.end(), [](std::int64_t row) { return row != no_row; }));
    Cycles closed = not_before;
    if (open > 0) {
        closed = reserve(machine::DramCommand::precharge, refresh_start(rank, not_before));
        rules_.issue_to_rank(machine::DramCommand::precharge, rank, closed);
        count(ChannelCounter::precharges, static_cast<std::uint64_t>(open));
        std::fill(rows.begin(), rows.end(), no_row);
        open_time_[rank].close(closed, open);
        if (observer_ != nullptr) observe(machine::DramCommand::precharge, at, closed, false, true);
    }
    const Cycles time = reserve(machine::DramCommand::refresh, larger(not_before, rules_.earliest_refresh(rank)));
    rules_.issue_to_rank(machine::DramCommand::refresh, rank, time);
    count(ChannelCounter::refreshes);
    begin_window(rank, all_banks, open > 0 ? closed : time, rules_.earliest(machine::DramCommand::activate, at.bank));
    if (observer_ != nullptr) observe(machine::DramCommand::refresh, at, time, false, true);
}

/// Refreshes one right after the other are one.
void DramChannel::begin_window(std::uint32_t rank, std::uint32_t bank, Cycles first_command, Cycles end)
{
    refreshes_begun_[rank] = larger(refreshes_begun_[rank], first_command);
    RefreshWindow& window = refresh_windows_[rank];
    const bool goes_on = window.bank == bank && first_command <= window.clocks[1];
    window = {{goes_on ? window.clocks[0] : first_command, end}, bank};
}

/// Since when a refresh has held up a request that arrives now and finds its row closed, as the first it holds up does;
/// none after it counts.
Cycles DramChannel::held_since(const BankAddress& at, Cycles arrival)
{
    RefreshWindow& window = refresh_windows_[at.rank];
    if (window.clocks[1] <= arrival || (window.bank != all_banks && window.bank != at.bank)) return not_held;
    const Cycles begin = larger(window.clocks[0], arrival);
    window = {};
    return begin;
}

/// The clock at which the first command of a refresh could go out.
Cycles DramChannel::refresh_start(std::uint32_t rank, Cycles not_before) const
{
    const std::uint32_t first = rank * banks_a_rank_;
    if (refreshes_banks_) {
        const BankAddress at = place(first + refreshes_.next_bank(rank));
        const bool open = open_rows_[at.bank] != no_row;
        return open ? rules_.earliest_among(machine::DramCommand::precharge, at, not_before)
                    : larger(not_before, rules_.earliest(machine::DramCommand::refresh_bank, at));
    }
    Cycles precharge = not_before;
    bool open = false;
    for (std::uint32_t bank = first; bank < first + banks_a_rank_; ++bank) {
        if (open_rows_[bank] == no_row) continue;
        precharge = larger(precharge, rules_.earliest(machine::DramCommand::precharge, place(bank)));
        open = true;
    }
    return open ? precharge : larger(not_before, rules_.earliest_refresh(rank));
}

/// Refreshes what is due by `until`, and what was postponed while no request was there: of several ranks that owe, the
/// one that can begin first, so that when it is asked for makes no difference.
void DramChannel::refresh_until(Cycles until)
{
    for (;;) {
        const Cycles due = refreshes_.next_due();
        if (refreshes_.owes_any()) {
            const auto [rank, not_before, start] = first_to_catch_up();
            if (start < until && start < due) {
                refresh(rank, not_before);
                continue;
            }
        }
        if (due > until) return;
        skip_idle_refreshes(until);
        const Cycles next = refreshes_.next_due();
        const std::uint32_t rank = refreshes_.come_due();
        if (refreshes_.owed(rank) > postponed_refreshes_) catch_up(rank, next);
    }
}

/// Of the ranks that owe a refresh, one at least, the one that can begin it first once no request is there. None of a
/// rank's begins before the one before it: what the channel has advanced to is past.
DramChannel::OwedRefresh DramChannel::first_to_catch_up() const
{
    OwedRefresh first{0, Cycles(0), not_held};
    for (std::uint32_t rank = 0; rank < open_time_.size(); ++rank) {
        if (refreshes_.owed(rank) == 0) continue;
        const Cycles idle = larger(last_column_ + Cycles(1), refreshes_.owed_since(rank));
        const Cycles not_before = larger(idle, refreshes_begun_[rank]);
        const Cycles start = refresh_start(rank, not_before);
        if (start < first.start) first = {rank, not_before, start};
    }
    return first;
}

/// Between two requests far apart every rank is refreshed once an interval, at the clock when it is due. Once that has
/// been so for two rounds, all that follow are alike and are counted at once but for the last two, unless somebody
/// wants to see them.
void DramChannel::skip_idle_refreshes(Cycles until)
{
    const Cycles due = refreshes_.next_due();
    const std::int64_t round = refreshes_.commands_a_round();
    const std::int64_t rounds = (until - due).value() / refreshes_.interval().value() / round;
    if (rounds < 5 || observer_ != nullptr || refreshes_.owes_any() || last_column_ >= due) return;
    const auto ranks = static_cast<std::int64_t>(open_time_.size());
    for (std::int64_t i = 0; i < 2 * round * ranks; ++i) {
        const Cycles next = refreshes_.next_due();
        const std::uint32_t rank = refreshes_.next_rank();
        if (refreshes_begun_[rank] >= next || refresh_start(rank, next) != next) return;
        catch_up(refreshes_.come_due(), next);
        if (refreshes_begun_[rank] != next) return;
    }
    const std::int64_t skipped = (rounds - 4) * round;
    refreshes_.skip(skipped);
    const auto commands = static_cast<std::uint64_t>(skipped * ranks);
    if (!refreshes_banks_) return count(ChannelCounter::refreshes, commands);
    count(ChannelCounter::bank_refreshes, commands);
    count(ChannelCounter::bank_refresh_only_cycles, commands * static_cast<std::uint64_t>(bank_refresh_.value()));
}

/// Settles what lies before any command to come: requests do not arrive before `arrival`, the bus does not go back
/// further than its window, and a refresh is not begun before it is due.
void DramChannel::forget_past(Cycles arrival)
{
    const Cycles past = larger(arrival, std::min(last_column_ - Cycles(CommandBus::window), refreshes_.next_due()));
    rules_.forget_before(past);
    if (++misses_since_count_ == misses_a_count) count_open_time(past);
}

void DramChannel::count_open_time(Cycles until)
{
    const auto counter = [&](ChannelCounter which) -> std::uint64_t& {
        return counters_[static_cast<std::size_t>(which)];
    };
    for (OpenRowTime& rank : open_time_) {
        rank.count_until(until,
                         {counter(ChannelCounter::rank_active_cycles), counter(ChannelCounter::bank_active_cycles),
                          counter(ChannelCounter::bank_refresh_only_cycles)});
    }
    misses_since_count_ = 0;
}

void DramChannel::observe(machine::DramCommand command, const DramAddress& at, Cycles time, bool auto_precharge,
                          bool whole_rank)
{
    IssuedCommand issued{time, command, auto_precharge, whole_rank, at};
    issued.at.channel = number_;
    observer_->on_command(issued);
}

}  // namespace deltasim::dram
