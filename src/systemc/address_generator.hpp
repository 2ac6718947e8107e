// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <systemc>

#include "systemc/interfaces.hpp"
#include "systemc/step_cursor.hpp"

// Walks a nest ahead of the controller and has the stream and write buffers ask the DRAM for what its steps need, in
// the order in which they need it: the lines that a step reads, operand by operand, then the lines that are sent
// because of what it writes. A request that has to wait, for a slot, for results, or for its burst to begin, holds up
// all that come after it.

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
    /// What stopped it, if anything did.
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
    std::uint64_t step_ = 1;   ///< the number of the next step of the array,
    std::uint64_t burst_ = 1;  ///< and of the engine's next burst
    bool idle_ = true;
    sc_core::sc_event begins_;
    std::exception_ptr failure_;
};

}  // namespace deltasim::systemc
