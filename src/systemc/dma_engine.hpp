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

// The DMA engine fills tiles, and takes back the words that were written in them. The controller hands over each burst
// when it passes it. Bursts begin in this order, at most one at each edge of the engine's clock. Channels take turns,
// and a burst waits until the previous burst of its channel is done. A burst that fills a tile waits until the step
// before it has started; a burst that drains a tile waits until the results before it are in their memories. Both wait
// for the other tiles that they need.
//
// A burst is read when it begins: on chip through the memory's socket for the engine; off chip the address generator
// requests it in its turn, into a buffer of the engine. Bursts are written in the order in which they began, each when
// its data has arrived. A burst is done when its data is in the memory; off chip, when the lines of the write buffer
// that it completes have slots. A tile is filled when all bursts so far are done.

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

    /// `has_contents`: memories keep what is written. Otherwise the lanes' side moves the numbers (lane_values.hpp).
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

    /// The engine's lines leave their buffer when they have arrived.
    [[nodiscard]] bool has_started(std::uint64_t /*number*/) const override { return true; }
    void arrived(OperandWaiter& waiter) override;
    void progressed() override;

    void trace(sc_core::sc_trace_file& file) const;

private:
    struct Burst : OperandWaiter {
        BurstOrder order;
        ResultTarget target;
        std::uint64_t first_line = 0;  ///< off chip: the burst completes the lines [first, end) of its buffer
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
    /// By number, counted from 1; some burst before it, or itself, is not done.
    [[nodiscard]] Burst& burst(std::uint64_t number) { return bursts_[number - done_ - 1]; }
    [[nodiscard]] const Burst& burst(std::uint64_t number) const { return bursts_[number - done_ - 1]; }
    tlm::tlm_sync_enum on_response(int memory, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);

    const machine::DmaConfig config_;
    bool has_contents_;
    PayloadPool pool_;
    const NestPlan* plan_ = nullptr;
    std::vector<std::vector<std::uint64_t>> fills_;  ///< by tile and by number of the fill: bursts that must be done
    std::deque<Burst> bursts_;                       ///< bursts after the first done_
    std::uint64_t taken_ = 0;                        ///< bursts so far
    std::uint64_t begun_ = 0;
    std::uint64_t written_ = 0;    ///< bursts that were sent on to their destination
    std::uint64_t done_ = 0;       ///< the first done_ bursts are all done
    std::uint64_t next_edge_ = 0;  ///< the next edge at which a burst may begin
    unsigned waiting_for_slots_ = 0;
    unsigned under_way_ = 0;  ///< bursts in flight, for waveforms
    sc_core::sc_event wake_;
    sc_core::sc_event has_begun_;
};

}  // namespace deltasim::systemc
