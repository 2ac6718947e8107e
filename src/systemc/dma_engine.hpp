// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "machine/processor.hpp"
#include "systemc/access_payload.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/machine_time.hpp"

// The DMA engine, which fills tiles and takes back what was written in them. The controller hands it bursts as it comes
// past them. They begin in this order, at most one an edge of the engine's clock, each on a channel whose burst before
// is done: the channels take turns. A burst of a fill waits until the step before it has started; one of a drain until
// the results before it are in their memories; either until the tiles that it needs besides its own are there.
//
// A burst is read when it begins: on chip through the memory's socket for the engine, off chip by the address
// generator, which asks for it in its turn, into a buffer of the engine's. Bursts are written in the order in which
// they began, each when its data is there. One is done when its data is in the memory; off chip, when the lines of the
// write buffer that it has completed have slots. A fill is there when all bursts so far are done.

namespace deltasim::systemc
{

class DmaEngine final : public sc_core::sc_module, public DmaIf, public LineUserIf
{
public:
    ClockIn clock;
    sc_core::sc_vector<tlm_utils::simple_initiator_socket_tagged<DmaEngine>> memories;
    sc_core::sc_port<ReadBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> read_buffers;
    sc_core::sc_port<WriteBufferIf, 0, sc_core::SC_ZERO_OR_MORE_BOUND> write_buffers;
    sc_core::sc_port<WriteBackIf> write_back;
    sc_core::sc_port<StepBoard> board;

    /// `has_contents`: memories keep what is written. The lanes' side moves the numbers (lane_values.hpp).
    DmaEngine(const sc_core::sc_module_name& name, const machine::DmaConfig& config, std::size_t memory_count,
              bool has_contents);

    void begin_nest(const NestPlan& plan) override;
    std::uint64_t take(const BurstOrder& order) override;
    [[nodiscard]] std::uint64_t bursts() const override { return taken_; }
    void end_fill(std::size_t tile) override { fills_[tile - 1].push_back(taken_); }
    [[nodiscard]] bool is_there(const TileFill& fill) const override
    {
        return fill.number == 0 || fills_[fill.tile - 1][fill.number - 1] <= done_;
    }
    void wake() override
    {
        if (begun_ < taken_) wake_.notify(sc_core::SC_ZERO_TIME);
    }
    [[nodiscard]] bool idle() const override;
    [[nodiscard]] bool has_begun(std::uint64_t burst) const override { return burst <= begun_; }
    [[nodiscard]] const sc_core::sc_event& begun_event() const override { return has_begun_; }

    /// Its lines leave their buffer when they are there.
    [[nodiscard]] bool has_started(std::uint64_t /*number*/) const override { return true; }
    void arrived(OperandWaiter& waiter) override;
    void progressed() override;

    void trace(sc_core::sc_trace_file& file) const;

private:
    struct Burst : OperandWaiter {
        BurstOrder order;
        ResultTarget target;
        std::uint64_t first_line = 0;  ///< off chip: of its buffer, [first, end) are complete with it
        std::uint64_t end_line = 0;
        bool is_read = false;
        bool waits_for_slots = false;
        bool done = false;
    };

    void dispatch();
    [[nodiscard]] bool may_begin(const Burst& burst) const;
    void begin(Burst& burst);
    void write_on();
    void write(Burst& burst);
    void finish(Burst& burst);
    [[nodiscard]] bool is_done(std::uint64_t number) const { return number <= done_ || burst(number).done; }
    /// By number, counted from 1; not all bursts before it are done.
    [[nodiscard]] Burst& burst(std::uint64_t number) { return bursts_[number - done_ - 1]; }
    [[nodiscard]] const Burst& burst(std::uint64_t number) const { return bursts_[number - done_ - 1]; }
    tlm::tlm_sync_enum on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);

    const machine::DmaConfig config_;
    bool has_contents_;
    PayloadPool pool_;
    const NestPlan* plan_ = nullptr;
    std::vector<std::vector<std::uint64_t>> fills_;  ///< by tile and number: bursts that have to be done for it
    std::deque<Burst> bursts_;                       ///< those after the first done_
    std::uint64_t taken_ = 0;                        ///< bursts so far
    std::uint64_t begun_ = 0;
    std::uint64_t written_ = 0;    ///< sent on to where they go
    std::uint64_t done_ = 0;       ///< the first so many are all done
    std::uint64_t next_edge_ = 0;  ///< at which another may begin
    unsigned waiting_for_slots_ = 0;
    unsigned under_way_ = 0;  ///< bursts, for waveforms
    sc_core::sc_event wake_;
    sc_core::sc_event has_begun_;
};

}  // namespace deltasim::systemc
