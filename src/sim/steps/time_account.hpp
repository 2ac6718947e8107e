// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/clock.hpp"
#include "core/quantity.hpp"
#include "core/time_causes.hpp"
#include "sim/memories/dram_interface.hpp"
#include "sim/steps/processing_element_array.hpp"
#include "sim/steps/step_observer.hpp"

// Books the time of a nest, from its start to its end, tick by tick to one cause (core/time_causes.hpp).
//
// Steps come in the order of the program. Time is booked up to where the lanes have got; a step that starts later than
// that has waited, and the wait goes to what it waited for:
//
// - First, to `compute`, as long as the array itself could not have started it: its unit was busy, a result that the
//   step needs was not there, or the row-end unit had not taken over the sums of the row before.
// - Then, up to its start, to the operand that arrived last (of several at once to the first of them in the step), or
//   to `write_back` if memories had not accepted earlier results by then, or to `issue` if the step was issued later
//   than all that.
// - The wait for an on-chip operand is `issue` up to the time of issue, since nothing was asked for before. Of the
//   rest, as much as the access waited for a port, busy or held by a refresh of eDRAM, is `sram_conflict`: without that
//   wait it would have come so much earlier. What remains is `sram_latency`: the latency and the edges of the memory's
//   clock and the array's.
// - The wait for an operand from the DRAM, whose addresses are known ahead, is `dram_refresh` where it overlaps with a
//   refresh's hold on the DRAM: from the refresh's first command (or the arrival of the request, if that is later) to
//   the last data beat of the first request to the rank, or bank, that came before rows could be opened again. Its
//   rows closed, a rank takes an activate and a column command to give data again; that is in it. The rest is `dram`.
//
// Stationary operands that shift into a systolic array are `shift` for as long as that takes when all are there; before
// that the lanes wait for them as for any operand.
//
// Lanes that work are `compute`, and so is the array's pipeline up to the last result. A step of the row-end unit moves
// the account only if it waits for more than results, since the lanes go on beside it. `drain` is from the last result
// to the end of the nest. Only waits are counted: `compute` is what they leave.

namespace deltasim::sim
{

/// What a step waits for: the latest so far.
struct Awaited {
    Ticks time;
    TimeCause cause;
    Ticks accepted{0};                       ///< of an access on chip: when the memory took it
    const Clock* clock = nullptr;            ///< and the memory's clock
    TimeCause not_asked = TimeCause::issue;  ///< why it was not asked for earlier

    void arrive(Ticks at, TimeCause because)
    {
        if (at <= time) return;
        time = at;
        cause = because;
    }
    void arrive(const Service& service, const Clock& memory)
    {
        if (service.done <= time) return;
        *this = {service.done, TimeCause::sram_latency, service.accepted, &memory, not_asked};
    }
};

/// All that changes in an account.
struct TimeAccountState {
    Ticks booked{0};  ///< up to here
};

class TimeAccount
{
public:
    /// `waits`: time_cause_count counters, in ticks. `dram`: the machine's, or nullptr.
    /// `observer`, who is told of waits: or nullptr.
    TimeAccount(std::uint64_t* waits, DramInterface* dram, StepObserver* observer)
        : waits_(waits), dram_(dram), observer_(observer)
    {
    }

    void begin_nest(Ticks start) { state_.booked = start; }

    /// Books a step that was issued at `issue`.
    void step(const StepTiming& timing, const Execution& execution, Ticks issue, const Awaited& last)
    {
        const Ticks from = larger(state_.booked, execution.array_ready);
        const bool waited = execution.start > from;
        if (waited) wait(from, execution.start, issue, last);
        if (timing.unit == schedule::StepUnit::lanes) {
            state_.booked = larger(state_.booked, execution.start + timing.interval);
        } else {
            state_.booked = larger(state_.booked, waited ? execution.start : issue);
        }
    }

    /// Books the time up to `issue`, in which the controller passed over what is needless.
    void pass(Ticks issue)
    {
        if (issue <= state_.booked) return;
        book(TimeCause::issue, {state_.booked, issue});
        state_.booked = issue;
    }

    /// Books operands that were asked for at `issue` and shift into the lanes. What they waited for comes first.
    void shift(const Shift& shift, Ticks issue, const Awaited& last)
    {
        const Ticks from = larger(state_.booked, shift.lanes_free);
        if (shift.end <= from) return;
        const Ticks begin = larger(from, shift.begin);
        if (begin > from) wait(from, begin, issue, last);
        book(TimeCause::shift, {begin, shift.end});
        state_.booked = shift.end;
    }

    void finish_nest(Ticks last_result, Ticks end)
    {
        book(TimeCause::drain, {larger(last_result, state_.booked), end});
    }

    /// Never before the last issue.
    template <class Archive, class Self>
    static void describe(Archive& archive, Self& self)
    {
        auto& [booked] = self.state_;
        archive.issue_time(booked);
    }

private:
    void book(TimeCause cause, Span waited)
    {
        waits_[static_cast<std::size_t>(cause)] += static_cast<std::uint64_t>((waited.end - waited.begin).value());
        if (observer_ != nullptr) observer_->on_wait(cause, waited);
    }
    void wait(Ticks from, Ticks start, Ticks issue, const Awaited& last)
    {
        if (last.cause == TimeCause::sram_latency) {
            const Ticks issued = std::min(larger(from, issue), start);
            const Ticks queued = last.accepted - last.clock->edge_at_or_after(issue);
            const Ticks conflict = std::min(larger(queued, Ticks(0)), start - issued);
            book(last.not_asked, {from, issued});
            book(TimeCause::sram_conflict, {issued, issued + conflict});
            book(TimeCause::sram_latency, {issued + conflict, start});
        } else if (last.cause == TimeCause::dram) {
            const dram::RefreshHold<Ticks> hold = dram_->refresh_hold();
            const Ticks held_from = std::min(larger(from, hold.begin), start);
            const Ticks held_to = larger(held_from, std::min(start, hold.end));
            book(TimeCause::dram, {from, held_from});
            book(TimeCause::dram_refresh, {held_from, held_to});
            book(TimeCause::dram, {held_to, start});
        } else {
            book(last.cause, {from, start});
        }
    }

    std::uint64_t* waits_;
    DramInterface* dram_;
    StepObserver* observer_;
    TimeAccountState state_;
};

}  // namespace deltasim::sim
