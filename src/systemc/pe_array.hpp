// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <systemc>

#include "machine/processor.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/machine_time.hpp"

// The lanes, which all do the same. They take steps in the order of issue. A step starts at the first edge at which its
// operands are there, the lanes are free, and, if the step requires it, all results of earlier steps are there. After
// the end of a row the lanes go on with the next row. They do not start the row after it until the row-end unit has
// taken over the sums of the first row: sums are double-buffered. Of mapped rows as many may wait as a lane has
// accumulators.
//
// Stationary operands shift into a systolic array one row of lanes per clock, behind those that work. The array takes
// them over when all are in and the lanes have finished with the operands before; then the next ones may follow. With a
// single set of registers they wait until all results of the operands before have left.

namespace deltasim::systemc
{

class PeArray final : public sc_core::sc_module, public LanesIf
{
public:
    ClockIn clock;
    sc_core::sc_port<StepBoard> board;
    sc_core::sc_port<RowEndIf> row_end;
    sc_core::sc_port<WriteBackIf> write_back;

    PeArray(const sc_core::sc_module_name& name, const machine::PeArrayConfig& config, const MachineTime& time);

    /// From now on this many rows may wait for the row-end unit.
    void let_wait(std::uint64_t rows) { rows_waiting_ = rows; }
    void accept(IssuedStep& step) override;
    void load(IssuedStep& step, const OperandShift& shift) override;
    [[nodiscard]] bool idle() const override { return work_left_.empty(); }
    void wake() override { wake_.notify(sc_core::SC_ZERO_TIME); }
    [[nodiscard]] std::uint64_t started_steps() const override { return started_; }
    [[nodiscard]] std::uint64_t last_result() const override { return last_result_; }
    [[nodiscard]] std::uint64_t free_from() const override { return free_from_; }

    /// Clocks in which the lanes could start nothing else.
    [[nodiscard]] std::uint64_t busy_cycles() const { return busy_cycles_; }

    /// From now on the number of busy lanes is recorded.
    void trace(sc_core::sc_trace_file& file);

private:
    /// A step, or a future step before which operands shift into the lanes.
    struct Work {
        IssuedStep* step;
        std::uint64_t rows_before;
        bool shifts = false;
        std::size_t number = 0;  ///< index among the shifts of the step
    };

    void dispatch();
    [[nodiscard]] static bool has_operands(const Work& work);
    [[nodiscard]] bool ready_from(const Work& work, std::uint64_t& cycle) const;
    void shift_in(const Work& work, std::uint64_t lanes_free);
    void start(IssuedStep& step, std::uint64_t cycle, std::uint64_t ready);

    const MachineTime& time_;
    std::uint64_t shift_cycles_;  ///< 0: operands need not shift in
    bool shifts_behind_;          ///< true: they shift behind the working operands; false: after all results have left
    std::uint64_t swapped_ = 0;   ///< when the operands that had shifted in were last taken over
    std::uint64_t rows_waiting_ = 1;
    std::deque<Work> work_left_;
    std::uint64_t started_ = 0;
    std::uint64_t free_from_ = 0;  ///< clocks of the array
    std::uint64_t last_result_ = 0;
    std::uint64_t busy_cycles_ = 0;
    sc_core::sc_event wake_;
    bool traced_ = false;
    unsigned busy_lanes_ = 0;
    unsigned steps_shown_ = 0;
};

}  // namespace deltasim::systemc
