// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/clock.hpp"
#include "core/quantity.hpp"
#include "core/time_causes.hpp"
#include "systemc/nest_plan.hpp"

// A step on its way through the machine, from its issue to its last result.

namespace deltasim::systemc
{

/// When words of an operand that one access or several lines bring came, and what they waited for.
struct OperandArrival {
    bool off_chip = false;
    bool is_there = false;
    Ticks there{0};
    const Clock* clock = nullptr;  ///< on chip: of the memory
    Ticks taken{0};                ///< on chip: when its ports took the last line
};

/// Who waits for operands: a step, or a burst of the DMA engine.
struct OperandWaiter {
    std::size_t waits_for = 0;             ///< operands, and for a step room for earlier results
    std::vector<OperandArrival> arrivals;  ///< in the order in which it asks for them
};

/// A result on its way: which operand of the step, and which lines of its write buffer it goes to, if it is off chip.
struct ResultTarget {
    std::size_t operand = 0;  ///< of the plan
    std::uint64_t address = 0;
    std::uint64_t first_line = 0;  ///< numbers in the buffer's own count
    std::uint64_t last_line = 0;
    std::vector<float> values;  ///< by lane; empty unless values move
};

/// Operands of a load, arrivals [first, end) of the step that it comes with, on their way into the lanes of a systolic
/// array.
struct OperandShift {
    std::size_t first = 0;
    std::size_t end = 0;
    std::size_t first_row = 1;  ///< so many of them are the first row's
    Ticks issued{0};
    TimeCause not_earlier = TimeCause::issue;  ///< why the load was not issued before that
    std::uint64_t requests = 0;                ///< DRAM requests up to its own
    // Set when they are in place.
    Ticks lanes_free{0};  ///< when the lanes could have gone on without them
    Ticks begin{0};       ///< the shift itself, after the last wait for operands
    Ticks done{0};
};

struct IssuedStep : OperandWaiter {
    const PlannedStep* plan = nullptr;
    std::uint64_t number = 0;        ///< in the order of issue, from 1
    std::uint64_t lanes_before = 0;  ///< steps of the lanes that were issued before it, and of the row-end unit
    std::uint64_t rows_before = 0;
    std::uint64_t requests = 0;  ///< DRAM requests up to those for its own operands
    Ticks issued{0};
    TimeCause not_earlier = TimeCause::issue;  ///< why it was not issued before that
    Ticks room{0};                             ///< when there was room for the results of earlier steps, if it waited

    std::vector<OperandShift> shifts;  ///< loads that come with it

    // Set when it starts; clocks are the array's.
    bool has_started = false;
    Ticks started{0};
    Ticks array_ready{0};          ///< when the array could have started it, had everything been there
    Ticks lanes_taken{0};          ///< until when it keeps the lanes
    bool sums_known = false;       ///< row-end unit: all steps of the lanes before it have started,
    std::uint64_t sums_cycle = 0;  ///< and this is when the last of their sums is there

    bool has_result = false;
    std::vector<ResultTarget> on_chip;
    std::vector<ResultTarget> off_chip;

    unsigned holders = 0;  ///< modules that still look at it

    [[nodiscard]] bool of_lanes() const { return plan->step->unit == schedule::StepUnit::lanes; }
};

/// Hands out steps and takes them back.
class IssuedSteps
{
public:
    [[nodiscard]] IssuedStep& take()
    {
        if (free_.empty()) {
            all_.push_back(std::make_unique<IssuedStep>());
            free_.push_back(all_.back().get());
        }
        IssuedStep& step = *free_.back();
        free_.pop_back();
        return step;
    }
    /// One that held the step does so no more.
    void release(IssuedStep& step)
    {
        if (--step.holders > 0) return;
        std::vector<OperandArrival> arrivals = std::move(step.arrivals);
        std::vector<OperandShift> shifts = std::move(step.shifts);
        std::vector<ResultTarget> on_chip = std::move(step.on_chip);
        std::vector<ResultTarget> off_chip = std::move(step.off_chip);
        step = {};
        arrivals.clear();
        shifts.clear();
        on_chip.clear();
        off_chip.clear();
        step.arrivals = std::move(arrivals);  // their room is used again
        step.shifts = std::move(shifts);
        step.on_chip = std::move(on_chip);
        step.off_chip = std::move(off_chip);
        free_.push_back(&step);
    }

private:
    std::vector<std::unique_ptr<IssuedStep>> all_;
    std::vector<IssuedStep*> free_;
};

}  // namespace deltasim::systemc
