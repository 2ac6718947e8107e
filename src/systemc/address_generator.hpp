// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <systemc>

#include "systemc/interfaces.hpp"
#include "systemc/step_cursor.hpp"

// Walks a nest ahead of the controller, and makes the stream and write buffers request from the DRAM what the steps
// need, in the order in which they need it: for each step the lines that it reads, operand by operand, then the lines
// that must be written because of its results. A request that must wait (for a slot, for results, or for its burst to
// begin) delays all later requests.

namespace deltasim::systemc
{

class AddressGenerator final : public sc_core::sc_module, public GeneratorIf
{
public:
    sc_core::sc_port<ReadBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> read_buffers;
    sc_core::sc_port<WriteBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> write_buffers;
    sc_core::sc_port<ReadBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> engine_reads;
    sc_core::sc_port<WriteBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> engine_writes;
    sc_core::sc_port<DmaIf> engine;
    sc_core::sc_port<StepBoard> board;

    explicit AddressGenerator(const sc_core::sc_module_name& name);

    void begin(const NestPlan& plan, std::uint64_t first_step, std::uint64_t first_burst) override;
    [[nodiscard]] bool idle() const override { return idle_; }
    /// The exception that stopped the generator, if there is one.
    [[nodiscard]] std::exception_ptr failure() const { return failure_; }

private:
    void run();
    void walk();
    void read_operands(const StepCursor& cursor);
    void read(const LineSpan& lines, ReadBufferIf& buffer, std::uint64_t step);
    void pass_results(const StepCursor& cursor);
    void pass(const LineSpan& lines, WriteBufferIf& buffer);
    void move_burst(const StepCursor& cursor);
    void send(WriteBufferIf& buffer, std::uint64_t lines);

    const NestPlan* plan_ = nullptr;
    std::uint64_t step_ = 1;   ///< number of the array's next step
    std::uint64_t burst_ = 1;  ///< number of the engine's next burst
    bool idle_ = true;
    sc_core::sc_event begins_;
    std::exception_ptr failure_;
};

}  // namespace deltasim::systemc
