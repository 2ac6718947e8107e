// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <string>
#include <systemc>
#include <vector>

#include "config/processor.hpp"
#include "core/clock.hpp"
#include "core/counts.hpp"
#include "model/placement.hpp"
#include "schedule/loop_nest.hpp"
#include "sim/bound_nest.hpp"
#include "sim/dram_interface.hpp"
#include "sim/memory_counters.hpp"
#include "sim/memory_interface.hpp"
#include "sim/processing_element_array.hpp"
#include "sim/read_stream.hpp"
#include "sim/write_stream.hpp"

// The training controller walks a program's loop nests step by step. It issues a step a clock, requests its operands,
// hands it to the PE array when they are there, and writes its results. It issues at most `lookahead_steps` ahead of
// the step that executes. One SC_THREAD: it runs a nest ahead of simulated time and then waits for its end.

namespace deltasim
{

/// How the controller sees a memory.
struct MemoryPort {
    MemoryInterface* memory = nullptr;
    DramInterface* dram = nullptr;  ///< the same memory, if it is off chip
    std::uint64_t line_bytes = 4;
};

/// All that changes in the controller besides the streams.
struct ControllerState {
    Ticks last_issue{0};
    std::vector<Ticks> started;  ///< start of the last lookahead_steps steps, a ring
    std::size_t oldest = 0;
    Ticks last_start{0};
    Ticks writes_accepted{0};  ///< when the memories have taken all writes sent so far
    Ticks writes_done{0};
};

class TrainingController final : public sc_core::sc_module
{
public:
    /// What the controller is to do, all of it alive until the simulation has ended.
    struct Work {
        const Program* program = nullptr;
        const Placement* placement = nullptr;
        std::vector<MemoryPort> memories;  ///< by index of Home::memory
        StreamBufferConfig stream_buffers;
        bool operand_broadcast = false;
        bool values = false;
        std::function<void(std::uint64_t steps)> progress;  ///< called now and then; may throw to stop the run
    };

    sc_core::sc_port<ArrayInterface> array;
    sc_core::sc_port<MemoryInterface, 0> memories;  ///< 0: any number; in the order of Work::memories

    TrainingController(sc_core::sc_module_name name, const ControllerConfig& config, Clock clock, Work work,
                       CounterLayout& layout);

    void count_in(Counts& counts) { executions_ = &counts[first_counter_]; }

    /// How often each step of the program ran, steps numbered through the nests depth first.
    [[nodiscard]] std::vector<std::uint64_t> executions(const Counts& counts) const;
    [[nodiscard]] std::uint64_t steps() const { return steps_; }
    [[nodiscard]] Ticks end() const { return end_; }
    /// What stopped the run, if anything did.
    [[nodiscard]] std::exception_ptr failure() const { return failure_; }

private:
    struct PendingWrite {
        MemoryInterface* memory;
        AccessKind kind;
        LineRun lines;
        Ticks ready;
    };

    void run();
    void run_program();
    BoundNest bind(const LoopNest& nest);
    std::size_t bind_loop(const Loop& loop, std::size_t depth, BoundNest& bound);
    BoundOperand bind_operand(const LoopNest& nest, const Step& step, const Operand& operand) const;
    void begin_nest(const LoopNest& nest, Ticks start);
    Ticks finish_nest();
    void run_loop(const BoundLoop& loop);
    void run_step(const BoundStep& step);
    void run_values(const BoundStep& step);
    void send_writes(Ticks until);

    ControllerConfig config_;
    Clock clock_;
    Work work_;
    ControllerState state_;
    AddressGeneratorState generator_;
    std::vector<PendingWrite> pending_writes_;  ///< on chip, in the order of their steps; sent up to first_pending_
    std::size_t first_pending_ = 0;
    std::vector<ReadStream> read_streams_;
    std::vector<WriteStream> write_streams_;
    std::vector<std::size_t> stream_index_;  ///< by stream of the nest: index into the one or the other
    BoundNest nest_;
    ArrayInterface* array_ = nullptr;

    std::uint64_t steps_ = 0;
    std::size_t step_number_ = 0;  ///< of the next step to be bound
    Ticks end_{0};
    std::exception_ptr failure_;
    std::size_t step_kinds_;
    std::size_t first_counter_;
    std::uint64_t* executions_ = nullptr;
};

}  // namespace deltasim
