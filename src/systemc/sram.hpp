// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>
#include <vector>

#include "core/clock.hpp"
#include "core/run_counts.hpp"
#include "machine/processor.hpp"
#include "systemc/access_payload.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/dram/memory_contents.hpp"

// An on-chip memory of banks. An access is split into lines, which wait at their banks in the order in which they came
// (a bank with a read port and a write port has two queues). A port takes one line per clock. A line that comes at an
// edge and finds a port idle is taken at that edge. Its data is there a fixed latency later. In a clock in which an
// eDRAM refreshes a row of every bank, no port takes a line.
//
// A payload is accepted at once (END_REQ). LAST_LINE_TAKEN follows, unless the extension says that the last line was
// already taken; then BEGIN_RESP.
//
// The DMA engine, whose tiles lie in banks of their own, uses a socket of its own, and at each bank its own read port
// and its own write port.

namespace deltasim::systemc
{

class Sram final : public sc_core::sc_module
{
public:
    tlm_utils::multi_passthrough_target_socket<Sram> socket;
    tlm_utils::multi_passthrough_target_socket<Sram> engine;
    ClockIn clock;

    Sram(const sc_core::sc_module_name& name, const machine::OnChipMemoryConfig& config, bool keeps_contents);

    /// Lines by tensor.
    [[nodiscard]] const AccessesByTensor& accesses() const { return accesses_; }
    /// What was counted in a run that ended at edge `end` of the memory's clock.
    [[nodiscard]] MemoryCounts read_out(std::uint64_t end) const;

    void trace(sc_core::sc_trace_file& file) const;

private:
    using Payload = tlm::tlm_generic_payload;

    /// Lines of one access that wait at one bank.
    struct Waiting {
        Payload* payload;
        std::uint64_t lines;
    };
    /// Lines that wait for a port of a bank, or for two equal ports.
    struct Queue {
        std::uint64_t ports = 1;
        std::deque<Waiting> waiting;
        std::uint64_t edge = 0;  ///< the last edge at which ports took something
        std::uint64_t used = 0;  ///< how many ports took something at that edge
        bool listed = false;     ///< it is in busy_
    };

    tlm::tlm_sync_enum on_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    tlm::tlm_sync_enum on_engine_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    void take_in(Payload& payload);
    void tell(Payload& payload, tlm::tlm_phase phase);
    unsigned on_debug(int source, Payload& payload);
    void edge();
    void enter(Payload& payload, std::uint64_t bank, std::uint64_t lines);
    void take_from(Queue& queue, std::uint64_t edge);
    void take_lines(Payload& payload, std::uint64_t lines, std::uint64_t edge);
    void respond(std::uint64_t edge);
    void ask_clock(std::uint64_t edge);
    [[nodiscard]] bool serves(std::uint64_t edge) const;
    [[nodiscard]] Queue& queue_of(std::uint64_t bank, const Payload& payload);

    struct Response {
        std::uint64_t edge;
        Payload* payload;
    };

    const machine::OnChipMemoryConfig config_;
    std::uint64_t line_bytes_;
    MemoryContents contents_;
    std::vector<Queue> queues_;
    std::vector<Queue> engine_queues_;  ///< for each bank: to read, then to write
    std::vector<Queue*> busy_;          ///< queues with waiting lines
    std::deque<Response> responses_;    ///< in order of time
    AccessesByTensor accesses_{};
    std::uint64_t engine_lines_ = 0;
    std::uint64_t queued_cycles_ = 0;
    unsigned waiting_ = 0;  ///< lines, for waveforms
};

}  // namespace deltasim::systemc
