// SPDX-License-Identifier: MIT
#include "systemc/dram/dram_channel_controller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace deltasim::systemc
{

using machine::DramCommand;

DramChannelController::DramChannelController(const sc_core::sc_module_name& name, const machine::DramDevice& device,
                                             std::uint32_t number)
    : sc_module(name), clock("clock"), device_(device), scheduler_(device), banks_(device.banks()),
      ranks_(device.ranks), states_shown_(device.banks(), 0)
{
    for (std::uint32_t rank = 0; rank < device.ranks; ++rank) counts_.ranks.push_back({number, rank});
    const std::uint64_t banks = device.banks_per_rank();
    for (std::uint64_t bank = 0; bank < device.banks(); ++bank) {
        counts_.banks.push_back({number, static_cast<std::uint32_t>(bank / banks),
                                 static_cast<std::uint32_t>(bank % banks / device.banks_per_group),
                                 static_cast<std::uint32_t>(bank % device.banks_per_group)});
    }
    SC_HAS_PROCESS(DramChannelController);
    SC_METHOD(command);
    sensitive << clock.neg();
}

Booking DramChannelController::book(const BurstPlace& at, bool is_write, Cycles arrival)
{
    const Booking booking = scheduler_.book(at, is_write, arrival);
    ++(booking.row_hit ? counts_.row_hits : counts_.row_misses);
    if (booking.row_conflict) ++counts_.banks[at.bank].row_conflicts;
    ask_clock();
    return booking;
}

/// Requests the clock edge of the next command, or of the next decision.
void DramChannelController::ask_clock()
{
    const std::deque<BookedCommand>& calendar = scheduler_.calendar();
    Cycles next = closed_ ? Cycles(std::numeric_limits<std::int64_t>::max()) : scheduler_.next_decision();
    if (!calendar.empty()) next = std::min(next, calendar.front().clock);
    if (next == Cycles(std::numeric_limits<std::int64_t>::max())) return;
    clock->ask_for(std::max(static_cast<std::uint64_t>(next.value()), clock->next_edge()));
}

void DramChannelController::command()
{
    const Cycles now(static_cast<std::int64_t>(clock->last_edge()));
    command_shown_ = 0;
    if (!closed_) scheduler_.decide_idle(now);
    std::deque<BookedCommand>& calendar = scheduler_.calendar();
    while (!calendar.empty() && calendar.front().clock <= now) {
        const BookedCommand booked = calendar.front();
        calendar.pop_front();
        execute(booked);
    }
    ask_clock();
    if (traced_ && command_shown_ != 0) clock->ask_for(clock->last_edge() + 1);  // shows that there is no command
}

void DramChannelController::execute(const BookedCommand& booked)
{
    if (!closed_) pass_to(booked.at.rank, booked.clock);
    const std::uint64_t banks = booked.whole_rank ? device_.banks_per_rank() : 1;
    for (std::uint64_t bank = booked.at.bank; bank < booked.at.bank + banks; ++bank) take(bank, booked);
    if (booked.kind == BookedCommand::Kind::refresh_over) return;
    if (booked.kind == BookedCommand::Kind::command) command_shown_ = static_cast<unsigned>(booked.command) + 1;
    count(booked);
    if (booked.kind != BookedCommand::Kind::command ||
        sc_core::sc_report_handler::get_verbosity_level() < sc_core::SC_HIGH) {
        return;
    }
    const std::string text =
        fmt::format("{} of {} {}{}", machine::dram_command_names[booked.command], booked.whole_rank ? "rank" : "bank",
                    booked.whole_rank ? booked.at.rank : booked.at.bank,
                    booked.command == DramCommand::activate ? fmt::format(", row {}", booked.at.row) : "");
    SC_REPORT_INFO_VERB(name(), text.c_str(), sc_core::SC_HIGH);
}

void DramChannelController::take(std::uint64_t number, const BookedCommand& booked)
{
    BankMachine& bank = banks_[number];
    Rank& rank = ranks_[booked.at.rank];
    const bool was_active = bank.state() == BankState::active;
    if (booked.kind == BookedCommand::Kind::refresh_over) {
        bank.end_refresh();
        if (booked.command == DramCommand::refresh_bank) --rank.refreshing;
    } else if (!bank.take(booked.command, booked.at.row)) {
        throw std::logic_error(
            fmt::format("{}: {}: bank {} cannot take {} in state {}", name(), sc_core::sc_time_stamp().to_string(),
                        number, machine::dram_command_names[booked.command], static_cast<unsigned>(bank.state())));
    } else if (booked.command == DramCommand::refresh_bank) {
        ++rank.refreshing;
    }
    const bool is_active = bank.state() == BankState::active;
    if (is_active && !was_active) ++rank.open;
    if (was_active && !is_active) {
        --rank.open;
        ++counts_.precharges;
        ++counts_.banks[number].precharges;
    }
    states_shown_[number] = static_cast<unsigned>(bank.state());
}

/// A precharge counts once for each bank that it closes.
void DramChannelController::count(const BookedCommand& booked)
{
    DramBankCounts& bank = counts_.banks[booked.at.bank];
    const auto both = [](std::uint64_t& of_channel, std::uint64_t& of_part) {
        ++of_channel;
        ++of_part;
    };
    switch (booked.command) {
    case DramCommand::activate: return both(counts_.activates, bank.activates);
    case DramCommand::read: return both(counts_.reads, bank.reads);
    case DramCommand::write: return both(counts_.writes, bank.writes);
    case DramCommand::refresh: return both(counts_.refreshes, counts_.ranks[booked.at.rank].refreshes);
    case DramCommand::refresh_bank: return both(counts_.bank_refreshes, bank.bank_refreshes);
    case DramCommand::precharge: return;
    }
}

/// Counts the time since the last change of the rank's state.
void DramChannelController::pass_to(std::uint64_t number, Cycles until)
{
    Rank& rank = ranks_[number];
    if (until <= rank.counted) return;
    const auto passed = static_cast<std::uint64_t>((until - rank.counted).value());
    rank.counted = until;
    DramRankCounts& counts = counts_.ranks[number];
    if (rank.open > 0) {
        counts.active_cycles += passed;
        counts.bank_active_cycles += passed * rank.open;
    } else if (rank.refreshing > 0) {
        counts.bank_refresh_only_cycles += passed;
    }
}

void DramChannelController::close(Cycles until)
{
    scheduler_.close(until);
    std::deque<BookedCommand>& calendar = scheduler_.calendar();
    while (!calendar.empty() && calendar.front().clock <= until) {
        const BookedCommand booked = calendar.front();
        calendar.pop_front();
        execute(booked);
    }
    for (std::uint64_t rank = 0; rank < ranks_.size(); ++rank) pass_to(rank, until);
    closed_ = true;
    ask_clock();
}

Cycles DramChannelController::booked_until() const
{
    const std::deque<BookedCommand>& calendar = scheduler_.calendar();
    return calendar.empty() ? Cycles(0) : calendar.back().clock;
}

void DramChannelController::trace(sc_core::sc_trace_file& file)
{
    traced_ = true;
    const std::string path = name();
    sc_core::sc_trace(&file, counts_.activates, path + ".activates", 32);
    sc_core::sc_trace(&file, counts_.precharges, path + ".precharges", 32);
    sc_core::sc_trace(&file, counts_.reads, path + ".reads", 32);
    sc_core::sc_trace(&file, counts_.writes, path + ".writes", 32);
    sc_core::sc_trace(&file, command_shown_, path + ".command", 3);
    for (std::size_t bank = 0; bank < states_shown_.size(); ++bank) {
        sc_core::sc_trace(&file, states_shown_[bank], fmt::format("{}.bank_{}", path, bank), 2);
    }
}

}  // namespace deltasim::systemc
