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

// Books each tick of a nest, from its start to its end, to one cause (core/time_causes.hpp).
//
// Steps come in program order. Time is booked up to the point that the lanes have reached. If a step starts later than
// that, it has waited, and the wait is booked to what it waited for:
//
// - First to `compute`, as long as the array itself could not have started the step: its unit was busy, a result that
// the step needs was not there, or the row-end unit had not taken over the sums of the row before.
// - Then, up to the start of the step, to the operand that arrived last (if several arrived at once, to the first of
// them in the step); or to `write_back` if memories had not yet accepted earlier results; or to `issue` if the step was
// issued later than all that.
// - The wait for an on-chip operand is `issue` up to the time of issue, since nothing was requested before. Of the
// rest, the time for which the access waited for a port, busy or held by a refresh of eDRAM, is `sram_conflict`:
// without that wait the operand would have come that much earlier. The remainder is `sram_latency`: the latency, and
// the edges of the memory's clock and of the array's.
// - The wait for an operand from the DRAM, whose address is known ahead, is `dram_refresh` where it overlaps with a
// refresh's hold on the DRAM. The hold lasts from the refresh's first command (or the arrival of the request, if that
// is later) to the last data beat of the first request to the rank, or bank, that came before rows could be opened
// again. It includes the activate and the column command that the rank then needs to give data again. The rest is
// `dram`.
//
// While stationary operands shift into a systolic array, the time is `shift`; before all of them are there, the lanes
// wait for them as for any operand.
//
// While lanes work, the time is `compute`; so is the array's pipeline up to the last result. A step of the row-end unit
// moves the account only if it waits for more than results, since the lanes go on beside it. `drain` lasts from the
// last result to the end of the nest. Only waits are counted: `compute` is the rest.

namespace deltasim::sim
{

/// What a step waits for: the latest so far.
struct Awaited {
    Ticks time;
    TimeCause cause;
    Ticks accepted{0};                       ///< of an on-chip access: when the memory took it
    const Clock* clock = nullptr;            ///< the memory's clock
    TimeCause not_asked = TimeCause::issue;  ///< why it was not requested earlier

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

/// The whole state of an account.
struct TimeAccountState {
    Ticks booked{0};  ///< time is booked up to here
};

class TimeAccount
{
public:
    /// `waits`: time_cause_count counters, in ticks. `dram`: the machine's, or nullptr. `observer`: gets waits; or
    /// nullptr.
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

    /// Books the time up to `issue`, in which the controller skipped needless work.
    void pass(Ticks issue)
    {
        if (issue <= state_.booked) return;
        book(TimeCause::issue, {state_.booked, issue});
        state_.booked = issue;
    }

    /// Books operands that were requested at `issue` and shift into the lanes; first the time for which they waited.
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
