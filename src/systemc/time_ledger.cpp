// SPDX-License-Identifier: MIT
#include "systemc/time_ledger.hpp"

#include <algorithm>

namespace deltasim::systemc
{

void TimeLedger::begin_nest(Ticks start)
{
    time_ = {};
    begun_ = booked_ = start;
}

void TimeLedger::issued(IssuedStep& step)
{
    ++step.holders;
    waiting_.push_back(&step);
}

void TimeLedger::answered(std::uint64_t request, bool held, HeldByRefresh hold)
{
    if (request > taken_in_ + answers_.size()) answers_.resize(request - taken_in_);
    answers_[request - taken_in_ - 1] = {true, held, hold};
    while (answered_ - taken_in_ < answers_.size() && answers_[answered_ - taken_in_].there) ++answered_;
}

bool TimeLedger::can_book(const IssuedStep& step) const { return step.has_started && answered_ >= step.requests; }

void TimeLedger::settle()
{
    while (!waiting_.empty() && can_book(*waiting_.front())) {
        IssuedStep& step = *waiting_.front();
        waiting_.pop_front();
        book_step(step);
        steps_.release(step);
    }
}

/// Among the requests up to this one, the delay by a refresh that ends last.
void TimeLedger::take_in(std::uint64_t requests)
{
    for (; taken_in_ < requests; ++taken_in_) {
        const Answer answer = answers_.front();
        answers_.pop_front();
        if (!answer.held) continue;
        const bool longer = answer.hold.end == hold_.end && answer.hold.begin < hold_.begin;
        if (answer.hold.end > hold_.end || longer) hold_ = answer.hold;
    }
}

/// A wait is booked to what came last: the issue (or what delayed it), room for earlier results, or an operand; if
/// several came at once, to the first of them.
void TimeLedger::book_wait(const IssuedStep& step, const Wait& wait)
{
    Ticks latest = wait.issued;
    const bool for_room = wait.room > latest;
    latest = larger(latest, wait.room);
    const OperandArrival* last = nullptr;
    for (std::size_t a = wait.first; a < wait.end; ++a) {
        const OperandArrival& arrival = step.arrivals[a];
        if (arrival.there <= latest) continue;
        latest = arrival.there;
        last = &arrival;
    }
    if (last == nullptr) {
        book(for_room ? TimeCause::write_back : wait.not_earlier, wait.until - wait.from);
    } else if (last->off_chip) {
        book_off_chip(wait);
    } else {
        book_on_chip(*last, wait);
    }
}

void TimeLedger::book_step(const IssuedStep& step)
{
    for (const OperandShift& shift : step.shifts) book_shift(step, shift);
    take_in(step.requests);
    const Ticks from = larger(booked_, step.array_ready);
    const bool waited = step.started > from;
    if (waited) {
        book_wait(step, {from, step.started, step.issued, step.not_earlier, step.room, 0, step.arrivals.size()});
    }
    // A step at the end of a row moves the account only if it waited, since the lanes go on beside it.
    const Ticks reached = step.of_lanes() ? step.lanes_taken : waited ? step.started : step.issued;
    booked_ = larger(booked_, reached);
}

void TimeLedger::book_shift(const IssuedStep& step, const OperandShift& shift)
{
    take_in(shift.requests);
    const Ticks from = larger(booked_, shift.lanes_free);
    if (shift.done <= from) return;
    const Ticks begin = larger(from, shift.begin);
    if (begin > from) book_wait(step, {from, begin, shift.issued, shift.not_earlier, Ticks(0), shift.first, shift.end});
    book(TimeCause::shift, shift.done - begin);
    booked_ = shift.done;
}

/// Before its issue nothing was requested. After that comes the wait for a port, and the rest is latency.
void TimeLedger::book_on_chip(const OperandArrival& last, const Wait& wait)
{
    const Ticks issued = std::min(larger(wait.from, wait.issued), wait.until);
    const Ticks queued = larger(last.taken - last.clock->edge_at_or_after(wait.issued), Ticks(0));
    const Ticks conflict = std::min(queued, wait.until - issued);
    book(wait.not_earlier, issued - wait.from);
    book(TimeCause::sram_conflict, conflict);
    book(TimeCause::sram_latency, wait.until - issued - conflict);
}

void TimeLedger::book_off_chip(const Wait& wait)
{
    const Ticks held = larger(std::min(wait.until, hold_.end) - larger(wait.from, hold_.begin), Ticks(0));
    book(TimeCause::dram_refresh, held);
    book(TimeCause::dram, wait.until - wait.from - held);
}

TimeByCause TimeLedger::finish_nest(Ticks last_result, Ticks end)
{
    settle();
    book(TimeCause::drain, end - last_result);
    TimeByCause time = time_;
    auto rest = static_cast<std::uint64_t>((end - begun_).value());
    for (const std::uint64_t waited : time) rest -= waited;
    time[static_cast<std::size_t>(TimeCause::compute)] = rest;
    return time;
}

}  // namespace deltasim::systemc
