// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "core/quantity.hpp"
#include "machine/dram_device.hpp"

// Finds when a channel enters its idle state, power-down or self-refresh: when all its work is over and no request has
// come for a while. There is no ticking clock: the state is found when the next work arrives.

namespace deltasim::dram
{

/// The whole state of an IdleTime.
struct IdleTimeState {
    Cycles from{0};             ///< the clock at which the idle state begins, or began, unless other work comes
    bool stopped = false;       ///< the idle state is known to have begun
    bool owes_refresh = false;  ///< a refresh command must come between the last self-refresh and the next
};

class IdleTime
{
public:
    explicit IdleTime(const machine::DramDevice& device)
        : refreshes_(device.refresh_interval_cycles > 0), policy_(device.idle)
    {
        state_.from = policy_.state == machine::IdleState::standby ? never : cycles(policy_.after_cycles);
    }

    [[nodiscard]] machine::IdleState kind() const { return policy_.state; }
    [[nodiscard]] bool refreshes_itself() const { return policy_.state == machine::IdleState::self_refresh; }
    [[nodiscard]] bool stopped() const { return state_.stopped; }
    [[nodiscard]] Cycles from() const { return state_.from; }
    /// True if work at `clock` finds the channel in its idle state.
    [[nodiscard]] bool rests_at(Cycles clock) const { return state_.stopped || state_.from < clock; }
    [[nodiscard]] bool may_begin() const { return !state_.owes_refresh; }

    /// A request's last data beat comes before `end`; the banks are done with it at `over`.
    void keep_for_request(Cycles end, Cycles over)
    {
        if (state_.from == never) return;
        state_.from = larger(state_.from, larger(end + cycles(policy_.after_cycles), over));
    }
    /// A refresh or a precharge is over at `over`.
    void keep_until(Cycles over)
    {
        if (state_.from != never) state_.from = larger(state_.from, over);
    }
    void refreshed() { state_.owes_refresh = false; }

    /// The idle state begins at `clock`, which is not before from().
    void begin(Cycles clock)
    {
        state_.from = clock;
        state_.stopped = true;
    }
    /// Work comes at `clock`. Returns the clock at which the idle state ends.
    Cycles end(Cycles clock)
    {
        state_.from = larger(clock, state_.from + cycles(policy_.least_cycles));
        state_.stopped = false;
        state_.owes_refresh = refreshes_itself() && refreshes_;
        return state_.from;
    }
    [[nodiscard]] Cycles wake() const { return cycles(policy_.wake_cycles); }
    [[nodiscard]] Cycles wake_read() const { return cycles(policy_.wake_read_cycles); }

    /// Moves all times by `cycles`.
    void skip(Cycles cycles)
    {
        if (state_.from != never) state_.from += cycles;
    }

    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        if (self.policy_.state == machine::IdleState::standby) return;
        auto& [from, stopped, owes_refresh] = self.state_;
        archive.clock(from, cycles(self.policy_.least_cycles));
        archive.number(stopped);
        archive.number(owes_refresh);
    }

private:
    static constexpr Cycles never{std::numeric_limits<std::int64_t>::max()};

    static Cycles cycles(std::uint64_t count) { return Cycles(static_cast<std::int64_t>(count)); }

    bool refreshes_;
    machine::IdlePolicy policy_;
    IdleTimeState state_;
};

}  // namespace deltasim::dram
