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

/// When the words of an operand, which one access or several lines bring, arrived, and for what they waited.
struct OperandArrival {
    bool off_chip = false;
    bool is_there = false;
    Ticks there{0};
    const Clock* clock = nullptr;  ///< on chip: the clock of the memory
    Ticks taken{0};                ///< on chip: when its ports took the last line
};

/// A step, or a burst of the DMA engine, that waits for operands.
struct OperandWaiter {
    std::size_t waits_for = 0;             ///< operands; for a step also room for earlier results
    std::vector<OperandArrival> arrivals;  ///< in the order of the requests
};

/// A result on its way: an operand of the step, and off chip the lines of its write buffer.
struct ResultTarget {
    std::size_t operand = 0;  ///< index in the plan
    std::uint64_t address = 0;
    std::uint64_t first_line = 0;  ///< lines as the buffer numbers them
    std::uint64_t last_line = 0;
    std::vector<float> values;  ///< by lane; empty unless values move
};

/// Operands of a load, arrivals [first, end) of the step with which it comes, on their way into the lanes of a systolic
/// array.
struct OperandShift {
    std::size_t first = 0;
    std::size_t end = 0;
    std::size_t first_row = 1;  ///< this many of them are for the first row
    Ticks issued{0};
    TimeCause not_earlier = TimeCause::issue;  ///< why the load was not issued earlier
    std::uint64_t requests = 0;                ///< number of DRAM requests up to its own
    // Set when the operands are in place.
    Ticks lanes_free{0};  ///< when the lanes could have continued without them
    Ticks begin{0};       ///< the beginning of the shift, after the last wait for operands
    Ticks done{0};
};

struct IssuedStep : OperandWaiter {
    const PlannedStep* plan = nullptr;
    std::uint64_t number = 0;        ///< in the order of issue, from 1
    std::uint64_t lanes_before = 0;  ///< steps of the lanes that were issued before it; also steps of the row-end unit
    std::uint64_t rows_before = 0;
    std::uint64_t requests = 0;  ///< number of DRAM requests up to those for its own operands
    Ticks issued{0};
    TimeCause not_earlier = TimeCause::issue;  ///< why the step was not issued earlier
    /// When there was room for the results of earlier steps, if it waited for that.
    Ticks room{0};

    std::vector<OperandShift> shifts;  ///< loads that come with the step

    // Set when the step starts; clocks are those of the array.
    bool has_started = false;
    Ticks started{0};
    Ticks array_ready{0};          ///< when the array could have started it if everything had been there
    Ticks lanes_taken{0};          ///< the lanes are occupied until then
    bool sums_known = false;       ///< for the row-end unit: all earlier steps of the lanes have started
    std::uint64_t sums_cycle = 0;  ///< for the row-end unit: when the last of their sums is there

    bool has_result = false;
    std::vector<ResultTarget> on_chip;
    std::vector<ResultTarget> off_chip;

    unsigned holders = 0;  ///< modules that still use the step

    [[nodiscard]] bool of_lanes() const { return plan->step->unit == schedule::StepUnit::lanes; }
};

/// Provides steps, and takes them back.
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
    /// A module that held the step releases it.
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
        step.arrivals = std::move(arrivals);  // reuses the memory of the vector
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
