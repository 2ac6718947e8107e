// SPDX-License-Identifier: MIT
#include "systemc/dram/channel_scheduler.hpp"

#include <algorithm>
#include <stdexcept>

namespace deltasim::systemc
{

using machine::DramCommand;

ChannelScheduler::ChannelScheduler(const machine::DramDevice& device)
    : device_(device), rules_(device), open_row_(device.banks(), no_row), windows_(device.ranks),
      refresh_(device, *this)
{
}

std::uint64_t ChannelScheduler::length_of(DramCommand command) const
{
    return device_.command_cycles[static_cast<std::size_t>(command)];
}

/// The first clock from `from` on at which the bus has room for the command.
Cycles ChannelScheduler::first_free(DramCommand command, Cycles from) const
{
    Cycles clock = larger(from, bus_.oldest());
    while (!bus_.free(clock, length_of(command))) clock += Cycles(1);
    return clock;
}

/// The first clock from `from` on at which the rules allow an activate or a precharge of one bank.
Cycles ChannelScheduler::first_legal(DramCommand command, const BurstPlace& at, Cycles from) const
{
    Cycles clock = larger(from, rules_.earliest(command, at));
    while (!rules_.keeps_distance(command, at, clock)) clock += Cycles(1);
    return clock;
}

/// Column commands are issued one after the other.
Cycles ChannelScheduler::column_from(DramCommand command, const BurstPlace& at, Cycles arrival) const
{
    return larger(larger(arrival, rules_.earliest(command, at)), last_column_ + Cycles(1));
}

/// The clock at which the first command of a request could be issued.
Cycles ChannelScheduler::first_command(DramCommand column, const BurstPlace& at, Cycles arrival) const
{
    const std::int64_t open = open_row_[at.bank];
    if (open == at.row) return column_from(column, at, arrival);
    return first_legal(open == no_row ? DramCommand::activate : DramCommand::precharge, at,
                       larger(arrival, bus_.oldest()));
}

/// Books an activate or a precharge at the first clock at which the rules allow it and the bus has room.
Cycles ChannelScheduler::book_row_command(DramCommand command, const BurstPlace& at, Cycles from)
{
    Cycles clock = first_free(command, first_legal(command, at, from));
    while (!rules_.keeps_distance(command, at, clock)) clock = first_free(command, clock + Cycles(1));
    bus_.take(clock, length_of(command));
    rules_.book(command, at, clock);
    open_row_[at.bank] = command == DramCommand::activate ? at.row : no_row;
    enter({clock, command, BookedCommand::Kind::command, false, at});
    return clock;
}

Booking ChannelScheduler::book(const BurstPlace& at, bool is_write, Cycles arrival)
{
    constexpr unsigned most_refreshes = 1'000'000;
    const DramCommand column = is_write ? DramCommand::write : DramCommand::read;

    refresh_.settle(arrival, arrival);
    Cycles first = first_command(column, at, arrival);
    for (unsigned waited = 0; refresh_.decides_before(at, arrival, first); ++waited) {
        if (waited == most_refreshes) throw std::runtime_error("a request waits for refreshes without end");
        first = first_command(column, at, arrival);
    }

    Booking booking;
    booking.row_hit = open_row_[at.bank] == at.row;
    if (!booking.row_hit) {
        booking.held_since = held_since(at, arrival);
        booking.row_conflict = open_row_[at.bank] != no_row;
        if (booking.row_conflict) book_row_command(DramCommand::precharge, at, first);
        book_row_command(DramCommand::activate, at, first);
        rules_.forget_before(arrival);
        first = column_from(column, at, arrival);
    }
    last_column_ = first_free(column, first);
    bus_.take(last_column_, length_of(column));
    refresh_.served(at);
    rules_.book(column, at, last_column_);
    enter({last_column_, column, BookedCommand::Kind::command, false, at});
    if (device_.page == machine::PagePolicy::closed) {
        const Cycles closes = rules_.earliest_in_bank(DramCommand::precharge, at);
        rules_.book_auto_precharge(at, closes);
        open_row_[at.bank] = no_row;
        enter({closes, DramCommand::precharge, BookedCommand::Kind::closes_by_itself, false, at});
    }
    const std::uint64_t latency = is_write ? device_.write_latency_cycles : device_.read_latency_cycles;
    booking.done = last_column_ + Cycles(static_cast<std::int64_t>(latency + device_.burst_cycles()));
    return booking;
}

/// The clock since which a refresh delays a request that finds its row closed; only for the first request that it
/// delays.
std::optional<Cycles> ChannelScheduler::held_since(const BurstPlace& at, Cycles arrival)
{
    RefreshWindow& window = windows_[at.rank];
    if (window.end <= arrival || (window.bank && *window.bank != at.bank)) return std::nullopt;
    const Cycles begin = larger(window.begin, arrival);
    window = {};
    return begin;
}

/// Two refreshes of the same banks without a gap form one window.
void ChannelScheduler::open_window(const RefreshTask& task, Cycles first_command, Cycles end)
{
    RefreshWindow& window = windows_[task.rank];
    const bool goes_on = window.bank == task.bank && first_command <= window.end;
    window = {goes_on ? window.begin : first_command, end, task.bank};
}

/// The clock at which the rules allow all open rows of a rank to be closed at once.
Cycles ChannelScheduler::first_precharge(const RefreshTask& task) const
{
    const std::uint64_t first = task.rank * device_.banks_per_rank();
    Cycles precharge = task.not_before;
    for (std::uint64_t bank = first; bank < first + device_.banks_per_rank(); ++bank) {
        if (open_row_[bank] == no_row) continue;
        precharge = larger(precharge, rules_.earliest(DramCommand::precharge, place_of_bank(bank, device_)));
    }
    return precharge;
}

Cycles ChannelScheduler::refresh(const RefreshTask& task)
{
    return task.bank ? refresh_bank(task) : refresh_rank(task);
}

Cycles ChannelScheduler::refresh_bank(const RefreshTask& task)
{
    const BurstPlace at = place_of_bank(*task.bank, device_);
    std::optional<Cycles> closed;
    if (open_row_[at.bank] != no_row) closed = book_row_command(DramCommand::precharge, at, task.not_before);
    const Cycles from = larger(task.not_before, rules_.earliest(DramCommand::refresh_bank, at));
    const Cycles clock = first_free(DramCommand::refresh_bank, from);
    bus_.take(clock, length_of(DramCommand::refresh_bank));
    rules_.book(DramCommand::refresh_bank, at, clock);
    enter({clock, DramCommand::refresh_bank, BookedCommand::Kind::command, false, at});
    const Cycles over = clock + Cycles(static_cast<std::int64_t>(device_.bank_refresh_cycles));
    enter({over, DramCommand::refresh_bank, BookedCommand::Kind::refresh_over, false, at});
    open_window(task, closed.value_or(clock), rules_.earliest(DramCommand::activate, at));
    return larger(clock + Cycles(1), rules_.earliest(DramCommand::refresh_bank, at));
}

Cycles ChannelScheduler::refresh_rank(const RefreshTask& task)
{
    const std::uint64_t first = task.rank * device_.banks_per_rank();
    const BurstPlace at = place_of_bank(first, device_);
    const auto rows = open_row_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto rows_end = rows + static_cast<std::ptrdiff_t>(device_.banks_per_rank());
    std::optional<Cycles> closed;
    if (std::any_of(rows, rows_end, [](std::int64_t row) { return row != no_row; })) {
        closed = first_free(DramCommand::precharge, first_precharge(task));
        bus_.take(*closed, length_of(DramCommand::precharge));
        rules_.book_rank(DramCommand::precharge, task.rank, *closed);
        std::fill(rows, rows_end, no_row);
        enter({*closed, DramCommand::precharge, BookedCommand::Kind::command, true, at});
    }
    const Cycles from = larger(task.not_before, rules_.earliest_refresh(task.rank));
    const Cycles clock = first_free(DramCommand::refresh, from);
    bus_.take(clock, length_of(DramCommand::refresh));
    rules_.book_rank(DramCommand::refresh, task.rank, clock);
    enter({clock, DramCommand::refresh, BookedCommand::Kind::command, true, at});
    const Cycles over = clock + Cycles(static_cast<std::int64_t>(device_.refresh_cycles));
    enter({over, DramCommand::refresh, BookedCommand::Kind::refresh_over, true, at});
    open_window(task, closed.value_or(clock), rules_.earliest(DramCommand::activate, at));
    return larger(clock + Cycles(1), rules_.earliest_refresh(task.rank));
}

void ChannelScheduler::enter(const BookedCommand& command)
{
    const auto later = std::find_if(calendar_.rbegin(), calendar_.rend(),
                                    [&](const BookedCommand& booked) { return booked.clock <= command.clock; });
    calendar_.insert(later.base(), command);
}

}  // namespace deltasim::systemc
