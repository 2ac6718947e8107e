// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>
#include <vector>

#include "systemc/access_payload.hpp"
#include "systemc/interfaces.hpp"
#include "systemc/machine_time.hpp"
#include "systemc/stream_registers.hpp"

// A buffer between the DRAM and the lanes. The address generator has lines fetched into its slots, ahead of the steps
// that need them. A line moves to the lanes' operand registers when it has arrived and the step before the first step
// that needs it has started; this frees its slot. Slots are used in turn. The line that came last also serves later
// steps (but not from a flat DRAM).

namespace deltasim::systemc
{

class ReadStreamBuffer final : public sc_core::sc_module, public ReadBufferIf
{
public:
    tlm_utils::simple_target_socket<ReadStreamBuffer> configuration;
    tlm_utils::simple_initiator_socket<ReadStreamBuffer> dram;
    sc_core::sc_port<LineUserIf> board;

    ReadStreamBuffer(const sc_core::sc_module_name& name, std::uint64_t depth, bool keeps_lines,
                     std::uint64_t line_bytes, const MachineTime& time);

    [[nodiscard]] bool has_room() const override;
    [[nodiscard]] const sc_core::sc_event& room_event() const override { return room_; }
    void fetch(std::uint64_t line, std::uint64_t step) override;
    [[nodiscard]] bool must_fetch(std::uint64_t line) override;
    std::uint64_t need(const LineSpan& lines, OperandWaiter& waiter, std::size_t arrival) override;
    void registers_moved() override;

    void trace(sc_core::sc_trace_file& file) const;

private:
    struct Line {
        std::uint64_t step = 0;  ///< the first step that needs it
        bool there = false;
        Ticks since{0};
        bool left = false;  ///< the line has left its slot
    };
    /// A step or burst that waits for lines [first, last].
    struct Need {
        OperandWaiter* waiter;
        std::size_t arrival;
        std::uint64_t first;
        std::uint64_t last;
        std::uint64_t missing;
        Ticks latest;
    };

    void configure(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    tlm::tlm_sync_enum on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    void hand_on();
    [[nodiscard]] Line& line(std::uint64_t number) { return lines_[number - first_]; }
    void drop_used();

    std::uint64_t depth_;
    bool keeps_lines_;
    std::uint64_t line_bytes_;
    const MachineTime& time_;
    PayloadPool pool_;
    Tensor tensor_ = Tensor::weight;

    std::deque<Line> lines_;  ///< requested lines, from number first_ on
    std::uint64_t first_ = 0;
    std::uint64_t asked_ = 0;         ///< lines requested so far
    std::uint64_t kept_ = 0;          ///< all lines before this one have left their slots
    std::uint64_t fetched_line_ = 0;  ///< the line that the generator fetched last
    std::uint64_t needed_ = 0;        ///< lines to which steps have come
    std::uint64_t needed_line_ = 0;   ///< the latest of these lines
    std::vector<Need> needs_;
    sc_core::sc_event room_;
    sc_core::sc_event moved_;
    unsigned fill_ = 0;  ///< used slots, for waveforms
};

}  // namespace deltasim::systemc
