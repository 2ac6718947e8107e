// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <systemc>

#include "systemc/dram/gated_clock.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/machine_time.hpp"

// The row-end unit adds the lanes' partial sums of a row and applies the activation function while the lanes go on. It
// takes rows in order, each when the sums of all earlier steps of the lanes are there.

namespace deltasim::systemc
{

class RowEndUnit final : public sc_core::sc_module, public RowEndIf
{
public:
    ClockIn clock;
    sc_core::sc_port<StepBoard> board;
    sc_core::sc_port<LanesIf> lanes;
    sc_core::sc_port<WriteBackIf> write_back;

    /// `most_waiting`: how many rows the lanes may be ahead.
    RowEndUnit(const sc_core::sc_module_name& name, std::uint64_t most_waiting, const MachineTime& time);

    void accept(IssuedStep& step) override;
    void wake() override { wake_.notify(sc_core::SC_ZERO_TIME); }
    [[nodiscard]] std::uint64_t started_steps() const override { return started_; }
    [[nodiscard]] std::uint64_t last_result() const override { return last_result_; }
    [[nodiscard]] std::uint64_t free_from() const override { return free_from_; }
    void lanes_started(std::uint64_t number, std::uint64_t last_result) override;
    [[nodiscard]] std::uint64_t start_of(std::uint64_t row) const override;

    void trace(sc_core::sc_trace_file& file) const;

private:
    void dispatch();
    void start(IssuedStep& step, std::uint64_t cycle, std::uint64_t ready);

    std::uint64_t most_waiting_;
    const MachineTime& time_;
    std::deque<IssuedStep*> steps_;
    std::uint64_t started_ = 0;
    std::uint64_t free_from_ = 0;  ///< clocks of the array
    std::uint64_t last_result_ = 0;
    std::deque<std::uint64_t> starts_;  ///< of the last rows, the latest at the end
    sc_core::sc_event wake_;
    unsigned rows_shown_ = 0;
};

}  // namespace deltasim::systemc
