// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "core/clock.hpp"
#include "core/time_causes.hpp"
#include "systemc/issued_step.hpp"

// Books the time of a run to causes (core/time_causes.hpp; docs/machine.md, "Where time and memory go"). It only
// observes. A step is booked when all steps before it have been booked, and when every DRAM request up to its own has
// been answered, since only then the delays by refresh are known.

namespace deltasim::systemc
{

/// The delay of requests by a refresh.
struct HeldByRefresh {
    Ticks begin{0};
    Ticks end{0};
};

class TimeLedger
{
public:
    /// `steps`: gets the steps back.
    explicit TimeLedger(IssuedSteps& steps) : steps_(steps) {}

    void begin_nest(Ticks start);
    /// Steps come in the order of their issue; the ledger holds each step until it is booked.
    void issued(IssuedStep& step);
    /// A DRAM request, numbered from 1, has been answered.
    void answered(std::uint64_t request, bool held, HeldByRefresh hold);
    /// The first requests, up to this number, have all been answered.
    [[nodiscard]] std::uint64_t answered() const { return answered_; }
    /// Books what can be booked now.
    void settle();
    /// All steps are done: the array since `last_result`, everything else at `end`. Returns the time of the nest.
    [[nodiscard]] TimeByCause finish_nest(Ticks last_result, Ticks end);

private:
    struct Answer {
        bool there = false;
        bool held = false;
        HeldByRefresh hold;
    };

    [[nodiscard]] bool can_book(const IssuedStep& step) const;
    void book_step(const IssuedStep& step);
    void book(TimeCause cause, Ticks time)
    {
        time_[static_cast<std::size_t>(cause)] += static_cast<std::uint64_t>(time.value());
    }
    /// The wait of a step, or of operands that shift in before it: arrivals [first, end).
    struct Wait {
        Ticks from;
        Ticks until;
        Ticks issued;
        TimeCause not_earlier;
        Ticks room;
        std::size_t first;
        std::size_t end;
    };

    void take_in(std::uint64_t requests);
    void book_shift(const IssuedStep& step, const OperandShift& shift);
    void book_wait(const IssuedStep& step, const Wait& wait);
    void book_on_chip(const OperandArrival& last, const Wait& wait);
    void book_off_chip(const Wait& wait);

    IssuedSteps& steps_;
    std::deque<IssuedStep*> waiting_;
    TimeByCause time_{};
    Ticks begun_{0};
    Ticks booked_{0};             ///< time is booked up to here
    std::deque<Answer> answers_;  ///< to requests after the first `taken_in_`
    std::uint64_t taken_in_ = 0;  ///< requests whose delays are in `hold_`
    std::uint64_t answered_ = 0;
    HeldByRefresh hold_;  ///< of these the delay that ends last
};

}  // namespace deltasim::systemc
