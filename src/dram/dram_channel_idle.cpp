// SPDX-License-Identifier: MIT
#include <optional>

#include "dram/channel_commands.hpp"

// How an idle channel enters power-down or self-refresh, and how it leaves it.

namespace deltasim::dram
{

/// Lets the idle state begin if it does so before `until`. Up to `until` no request arrives, and everything due is
/// done.
void DramChannel::rest_before(Cycles until)
{
    if (state_.idle.stopped() || state_.idle.from() >= until) return;
    Cycles begin = state_.idle.from();
    if (state_.idle.refreshes_itself()) {
        if (!state_.idle.may_begin() || state_.refreshes.owes_any()) return;
        begin = close_all(begin);
    }
    for (std::uint32_t rank = 0; rank < state_.open_time.size(); ++rank) {
        state_.open_time[rank].stop(begin);
        tell_idle(rank, begin, true);
    }
    state_.idle.begin(begin);
}

/// A command is to be issued from `clock` on, for which no request has waited before.
void DramChannel::wake_at(Cycles clock)
{
    rest_before(clock);
    if (!state_.idle.stopped()) return;
    const Cycles end = state_.idle.end(clock);
    for (std::uint32_t rank = 0; rank < state_.open_time.size(); ++rank) {
        state_.open_time[rank].go_on(end);
        state_.rules.hold_rank(rank, end + state_.idle.wake(), end + state_.idle.wake_read());
        tell_idle(rank, end, false);
    }
}

/// Closes all rows. Returns the clock from which the device may enter self-refresh, as if by a refresh command.
Cycles DramChannel::close_all(Cycles from)
{
    Cycles begin = from;
    for (std::uint32_t rank = 0; rank < state_.open_time.size(); ++rank) {
        if (const std::optional<Cycles> closed = close_rank(rank, from)) begin = larger(begin, *closed + Cycles(1));
        begin = larger(begin, state_.rules.earliest_refresh(rank));
    }
    return begin;
}

/// Tells a new observer that the channel is already in its idle state.
void DramChannel::watch(CommandObserver* observer)
{
    observer_ = observer;
    if (observer == nullptr || !state_.idle.stopped()) return;
    for (std::uint32_t rank = 0; rank < state_.open_time.size(); ++rank) {
        tell_idle(rank, larger(state_.idle.from(), state_.open_time[rank].counted()), true);
    }
}

void DramChannel::tell_idle(std::uint32_t rank, Cycles clock, bool begins)
{
    const IdleChange change{clock, number_, rank, state_.idle.kind(), begins, 1, Cycles(0)};
    if (idle_round_ != nullptr) idle_round_->push_back(change);
    if (observer_ != nullptr) observer_->on_idle(change);
}

}  // namespace deltasim::dram
