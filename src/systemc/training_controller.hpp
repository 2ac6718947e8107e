// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/multi_passthrough_initiator_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "core/run_counts.hpp"
#include "machine/processor.hpp"
#include "schedule/loop_nest.hpp"
#include "systemc/access_payload.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/lane_values.hpp"
#include "systemc/machine_time.hpp"
#include "systemc/step_cursor.hpp"
#include "systemc/time_ledger.hpp"

// The training controller. One process walks the program: it configures the buffers for a nest, starts the address
// generator, waits for the end of the nest, and goes on. Another process issues the steps of the nest, one at each
// edge, at most `lookahead_steps` ahead of the step that starts: it requests the step's operands from the on-chip
// memories, and gives the step to its unit.
//
// At an edge at which results leave the array, they reach the memories first, and then a step is issued. The step waits
// for room for all results that have left by then, and for slots in the write buffers for all lines that earlier steps
// fill.
//
// A mapped nest has more than steps. Loads are issued with the step to which they belong, in order, each when the tiles
// of its operands are filled; the same holds for the step. Everything else takes no edge: the controller gives bursts
// to the DMA engine when it passes them, tells it the ends of fills, and at a turn begins to use the next tile. Before
// a burst out of a tile the controller waits until all results are there.

namespace deltasim::systemc
{

/// What the controller works on; all of it must outlive the simulation.
struct ControllerWork {
    const schedule::Program* program = nullptr;
    PlanContext context;
    std::vector<Clock> memory_clocks;                   ///< of the on-chip memories
    std::size_t engine_reads = 0;                       ///< read buffers of the DMA engine
    std::size_t engine_writes = 0;                      ///< write buffers of the DMA engine
    bool values = false;                                ///< the machine moves real numbers
    std::function<void(std::uint64_t steps)> progress;  ///< may throw to stop the run
};

/// The time and counts of a nest.
struct NestRecord {
    TimeByCause time{};
    std::vector<AccessesByTensor> accesses;  ///< by memory
};

class TrainingController final : public sc_core::sc_module, public StepBoard
{
public:
    ClockIn clock;
    sc_core::sc_vector<tlm_utils::simple_initiator_socket_tagged<TrainingController>> memories;
    tlm_utils::multi_passthrough_initiator_socket<TrainingController, 32, tlm::tlm_base_protocol_types, 0,
                                                  sc_core::SC_ZERO_OR_MORE_BOUND>
        configuration;
    tlm_utils::simple_initiator_socket_optional<TrainingController> dram_values;  ///< only for transport_dbg
    sc_core::sc_port<LanesIf> lanes;
    sc_core::sc_port<StepUnitIf> row_end;
    sc_core::sc_port<WriteBackIf> write_back;
    sc_core::sc_port<GeneratorIf> generator;
    sc_core::sc_port<DmaIf> engine;
    sc_core::sc_port<ReadBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> read_buffers;
    sc_core::sc_port<WriteBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> write_buffers;

    /// `accesses`: the counts of the memories so far. `begin_nest`: gets the plan of each nest. `end_run`: called when
    /// the last nest is over; returns how long the kernel must continue.
    struct Hooks {
        std::function<std::vector<AccessesByTensor>()> accesses;
        std::function<void(const NestPlan& plan)> begin_nest;
        std::function<sc_core::sc_time()> end_run;
    };

    TrainingController(const sc_core::sc_module_name& name, const machine::ControllerConfig& config,
                       ControllerWork work, const MachineTime& time, const EdgeTimes& array_edges, IssuedSteps& steps,
                       TimeLedger& ledger, Hooks hooks);

    [[nodiscard]] bool has_started(std::uint64_t number) const override;
    void arrived(OperandWaiter& waiter) override;
    void started(IssuedStep& step) override;
    void progressed() override;
    void release(IssuedStep& step) override { steps_.release(step); }

    /// Reads (writes) words of a memory without taking time.
    void move_word(std::size_t memory, std::uint64_t address, tlm::tlm_command command, const WordFormat& format,
                   float& word);

    [[nodiscard]] const std::vector<NestRecord>& nests() const { return nests_; }
    /// How often each step of the program ran.
    [[nodiscard]] const std::vector<std::uint64_t>& executions() const { return executions_; }
    /// The number of steps of any kind that the controller has passed.
    [[nodiscard]] std::uint64_t steps() const { return passed_; }
    [[nodiscard]] Ticks end() const { return end_; }
    /// The exception that stopped the run, if there is one.
    [[nodiscard]] std::exception_ptr failure() const { return failure_; }
    /// Throws if the kernel ran out of events before the run was over.
    void require_end() const;

    void trace(sc_core::sc_trace_file& file) const;

private:
    /// The room for which a step waits: the memories must have taken so many writes on chip, and each buffer must have
    /// written so many lines.
    struct RoomFor {
        IssuedStep* step;
        std::uint64_t on_chip;
        std::vector<std::uint64_t> lines;
    };

    void run();
    void run_program();
    void configure(const NestPlan& plan);
    void run_nest(const schedule::LoopNest& nest, std::size_t first_kind);
    void guarded(const std::function<void()>& work);
    void tick();
    void issue();
    void issue_step();
    void issue_load();
    [[nodiscard]] IssuedStep& next_step();
    void note_first_edge();
    [[nodiscard]] bool go_past_others();
    void go_past_burst();
    [[nodiscard]] TileFill present(std::size_t tile) const { return {tile, tile == 0 ? 0 : turns_[tile - 1]}; }
    [[nodiscard]] bool results_are_there();
    [[nodiscard]] bool has_tiles() const;
    [[nodiscard]] TimeCause why_not_earlier(std::uint64_t edge) const;
    void finish_item();
    void wait_for_room(IssuedStep& step);
    [[nodiscard]] bool has_room(const RoomFor& room) const;
    void read_operands(IssuedStep& step);
    void read_span(IssuedStep& step, const PlannedOperand& operand, std::uint64_t address);
    void expect_results(IssuedStep& step);
    void expect_result(IssuedStep& step, std::size_t operand, std::uint64_t address);
    [[nodiscard]] bool nest_is_done() const;
    [[nodiscard]] Ticks array_done() const;
    tlm::tlm_sync_enum on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);
    void wake(IssuedStep& step);

    const machine::ControllerConfig config_;
    ControllerWork work_;
    const MachineTime& time_;
    EdgeTimes array_edges_;
    IssuedSteps& steps_;
    TimeLedger& ledger_;
    Hooks hooks_;
    PayloadPool pool_;

    NestPlan plan_;
    std::optional<StepCursor> cursor_;
    bool has_next_ = false;     ///< the cursor is at a step that must be issued or passed
    std::uint64_t passed_ = 0;  ///< steps of any kind, in all nests
    std::uint64_t issued_ = 0;  ///< of these, steps of the array
    std::uint64_t lanes_issued_ = 0;
    std::uint64_t rows_issued_ = 0;
    std::uint64_t started_ = 0;
    std::vector<bool> started_of_last_;  ///< which of the last lookahead_steps + 1 steps have started, by number
    std::uint64_t last_edge_ = 0;        ///< the last edge at which a step was issued
    bool has_issued_ = false;
    std::uint64_t requests_ = 0;  ///< requests to the DRAM by all steps issued so far
    std::deque<RoomFor> rooms_;

    IssuedStep* loading_ = nullptr;          ///< the next step, if loads of it were issued
    std::vector<std::uint64_t> turns_;       ///< by tile of the nest
    std::uint64_t first_edge_of_ = 0;        ///< the number of the step to which `first_edge_` belongs; 0: none
    std::uint64_t first_edge_ = 0;           ///< the edge at which it could be issued if only earlier steps delayed it
    std::uint64_t held_until_ = 0;           ///< a load or a burst delayed the step up to this edge
    TimeCause held_for_ = TimeCause::issue;  ///< the cause of this delay
    sc_core::sc_event may_issue_;
    sc_core::sc_event progress_;
    LaneValues values_;
    std::vector<NestRecord> nests_;
    std::vector<std::uint64_t> executions_;
    Ticks end_{0};
    bool is_over_ = false;
    std::exception_ptr failure_;
    unsigned phase_shown_ = 0;
    unsigned ahead_ = 0;  ///< steps that were issued and have not started, for waveforms
};

}  // namespace deltasim::systemc
