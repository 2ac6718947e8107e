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

/// The wait of a step goes to what came last: its issue (or what kept it from being issued), room for earlier results,
/// or an operand; of several at once to the first of them.
void TimeLedger::book_step(const IssuedStep& step)
{
    for (; taken_in_ < step.requests; ++taken_in_) {
        const Answer answer = answers_.front();
        answers_.pop_front();
        if (!answer.held) continue;
        const bool longer = answer.hold.end == hold_.end && answer.hold.begin < hold_.begin;
        if (answer.hold.end > hold_.end || longer) hold_ = answer.hold;
    }
    const Ticks from = larger(booked_, step.array_ready);
    const bool waited = step.started > from;
    if (waited) {
        Ticks latest = step.issued;
        const bool for_room = step.room > latest;
        latest = larger(latest, step.room);
        const OperandArrival* last = nullptr;
        for (const OperandArrival& arrival : step.arrivals) {
            if (arrival.there <= latest) continue;
            latest = arrival.there;
            last = &arrival;
        }
        if (last == nullptr) {
            book(for_room ? TimeCause::write_back : step.not_earlier, step.started - from);
        } else if (last->off_chip) {
            book_off_chip(step, from);
        } else {
            book_on_chip(*last, step, from);
        }
    }
    // A row's end moves the account only if it waited, since the lanes go on beside it.
    const Ticks reached = step.of_lanes() ? step.lanes_taken : waited ? step.started : step.issued;
    booked_ = larger(booked_, reached);
}

/// Before its issue nothing was asked for. Then as much as the access waited for a port, the rest is latency.
void TimeLedger::book_on_chip(const OperandArrival& last, const IssuedStep& step, Ticks from)
{
    const Ticks issued = std::min(larger(from, step.issued), step.started);
    const Ticks queued = larger(last.taken - last.clock->edge_at_or_after(step.issued), Ticks(0));
    const Ticks conflict = std::min(queued, step.started - issued);
    book(step.not_earlier, issued - from);
    book(TimeCause::sram_conflict, conflict);
    book(TimeCause::sram_latency, step.started - issued - conflict);
}

void TimeLedger::book_off_chip(const IssuedStep& step, Ticks from)
{
    const Ticks held = larger(std::min(step.started, hold_.end) - larger(from, hold_.begin), Ticks(0));
    book(TimeCause::dram_refresh, held);
    book(TimeCause::dram, step.started - from - held);
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
