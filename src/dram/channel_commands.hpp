// SPDX-License-Identifier: MIT
#pragma once

#include "dram/dram_channel.hpp"

// Commands of a channel, for the two files that issue them and inline these functions.

namespace deltasim::dram
{

inline BankAddress DramChannel::place(std::uint32_t bank) const
{
    return {bank / banks_a_rank_, bank / banks_a_group_, bank};
}

/// The clock at which the first command that the request needs could be issued: column command, activate or precharge.
Cycles DramChannel::first_command(machine::DramCommand column, const DramAddress& at, Cycles arrival) const
{
    const std::int64_t open = state_.open_rows[at.bank.bank];
    if (open == at.row)
        return larger(larger(arrival, state_.rules.earliest(column, at.bank)), state_.last_column + Cycles(1));
    return state_.rules.earliest_among(open == no_row ? machine::DramCommand::activate
                                                      : machine::DramCommand::precharge,
                                       at.bank, larger(arrival, state_.bus.oldest()));
}

Cycles DramChannel::reserve(machine::DramCommand command, Cycles earliest)
{
    return state_.bus.reserve(earliest, command_cycles_[static_cast<std::size_t>(command)]);
}

/// Reserves an activate or a precharge of one bank at the first clock at which it is legal.
Cycles DramChannel::reserve_among(machine::DramCommand command, const BankAddress& at, Cycles from)
{
    const unsigned length = command_cycles_[static_cast<std::size_t>(command)];
    const CommandSpacing& spacing = state_.rules.spacing(command);
    Cycles slot = state_.bus.first_free(larger(from, state_.rules.earliest(command, at)), length);
    for (;;) {
        const Cycles legal = spacing.earliest(at.rank, at.group, slot);
        if (legal == slot) break;
        slot = state_.bus.first_free(legal, length);
    }
    state_.bus.take(slot, length);
    return slot;
}

void DramChannel::issue(machine::DramCommand command, const DramAddress& at, Cycles time)
{
    state_.rules.issue(command, at.bank, time);
    if (command != machine::DramCommand::precharge) count(at.bank.bank, command);
    const bool is_column = command == machine::DramCommand::read || command == machine::DramCommand::write;
    if (observer_ != nullptr) observe(command, at, time, closes_page_ && is_column, false);
}

void DramChannel::open_row(const DramAddress& at, Cycles first)
{
    if (state_.open_rows[at.bank.bank] != no_row) {
        count(at.bank.bank, row_conflict_counter);
        close_row(at, first);
    }
    const Cycles time = reserve_among(machine::DramCommand::activate, at.bank, first);
    issue(machine::DramCommand::activate, at, time);
    state_.open_rows[at.bank.bank] = at.row;
    state_.open_time[at.bank.rank].open(time);
}

/// Precharges the bank. Returns the clock of the precharge.
Cycles DramChannel::close_row(const DramAddress& at, Cycles not_before)
{
    const Cycles time = reserve_among(machine::DramCommand::precharge, at.bank, not_before);
    issue(machine::DramCommand::precharge, at, time);
    state_.open_rows[at.bank.bank] = no_row;
    state_.open_time[at.bank.rank].close(time);
    return time;
}

}  // namespace deltasim::dram
