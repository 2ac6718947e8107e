// SPDX-License-Identifier: MIT
#include <optional>

#include "dram/channel_commands.hpp"

// How a channel goes to power-down or self-refresh when no request wants it, and comes back.

namespace deltasim::dram
{

/// Lets the idle state begin if it does before `until`, up to which no request is there and what was due is done.
void DramChannel::rest_before(Cycles until)
{
    if (idle_.stopped() || idle_.from() >= until) return;
    Cycles begin = idle_.from();
    if (idle_.refreshes_itself()) {
        if (!idle_.may_begin() || refreshes_.owes_any()) return;
        begin = close_all(begin);
    }
    for (std::uint32_t rank = 0; rank < open_time_.size(); ++rank) {
        open_time_[rank].stop(begin);
        tell_idle(rank, begin, true);
    }
    idle_.begin(begin);
}

/// A command is to go out from `clock` on, which no request has waited for before.
void DramChannel::wake_at(Cycles clock)
{
    rest_before(clock);
    if (!idle_.stopped()) return;
    const Cycles end = idle_.end(clock);
    for (std::uint32_t rank = 0; rank < open_time_.size(); ++rank) {
        open_time_[rank].go_on(end);
        rules_.hold_rank(rank, end + idle_.wake(), end + idle_.wake_read());
        tell_idle(rank, end, false);
    }
}

/// Closes what is open. Returns from when on the device may refresh itself, as by a command.
Cycles DramChannel::close_all(Cycles from)
{
    Cycles begin = from;
    for (std::uint32_t rank = 0; rank < open_time_.size(); ++rank) {
        if (const std::optional<Cycles> closed = close_rank(rank, from)) begin = larger(begin, *closed + Cycles(1));
        begin = larger(begin, rules_.earliest_refresh(rank));
    }
    return begin;
}

/// Whoever comes later is told that the idle state goes on.
void DramChannel::watch(CommandObserver* observer)
{
    observer_ = observer;
    if (observer == nullptr || !idle_.stopped()) return;
    for (std::uint32_t rank = 0; rank < open_time_.size(); ++rank) {
        tell_idle(rank, larger(idle_.from(), open_time_[rank].counted()), true);
    }
}

void DramChannel::tell_idle(std::uint32_t rank, Cycles clock, bool begins)
{
    const IdleChange change{clock, number_, rank, idle_.kind(), begins, 1, Cycles(0)};
    if (idle_round_ != nullptr) idle_round_->push_back(change);
    if (observer_ != nullptr) observer_->on_idle(change);
}

}  // namespace deltasim::dram
