// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <map>
#include <optional>
#include <systemc>
#include <tlm>

#include "core/quantity.hpp"
#include "systemc/dram/gated_clock.hpp"
#include "systemc/dram/memory_contents.hpp"

// A DRAM as a TLM-2.0 target of the base protocol; the common part of every DRAM model. b_transport answers at once and
// annotates the delay. nb_transport takes a request at BEGIN_REQ (it answers END_REQ), and begins its response when the
// last data beat is over. Requests are served in the order in which they come, each from the first clock at or after
// its time. DMI is refused, since the model would not see such accesses.
//
// Errors are response statuses: an address outside the memory, a burst that streams onto itself or has no bytes, byte
// enables of length 0. Bytes that are not enabled are masked; the burst is written all the same.

namespace deltasim::systemc
{

class DramTarget : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<DramTarget> socket;
    ClockIn clock;

    /// Bursts (words of a flat DRAM) that were served.
    [[nodiscard]] std::uint64_t reads() const { return reads_; }
    [[nodiscard]] std::uint64_t writes() const { return writes_; }

protected:
    struct Served {
        Cycles done{0};
        std::optional<Cycles> held_since;  ///< see Booking
        Cycles held_until{0};
    };

    DramTarget(const sc_core::sc_module_name& name, std::uint64_t capacity_bytes, std::uint64_t line_bytes,
               bool keeps_contents);

    /// Serves `count` lines from number `first` on, which arrive at clock `arrival`; arrivals never decrease.
    [[nodiscard]] virtual Served serve(std::uint64_t first, std::uint64_t count, bool is_write, Cycles arrival) = 0;

private:
    using Payload = tlm::tlm_generic_payload;

    [[nodiscard]] tlm::tlm_response_status status_of(const Payload& payload) const;
    [[nodiscard]] sc_core::sc_time accept(Payload& payload, const sc_core::sc_time& delay);
    void b_transport(Payload& payload, sc_core::sc_time& delay);
    tlm::tlm_sync_enum nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    bool get_direct_mem_ptr(Payload& payload, tlm::tlm_dmi& region);
    unsigned transport_dbg(Payload& payload);
    void respond();

    std::uint64_t capacity_bytes_;
    std::uint64_t line_bytes_;
    MemoryContents contents_;
    Cycles last_arrival_{0};
    std::multimap<sc_core::sc_time, Payload*> responses_;
    sc_core::sc_event response_due_;
    Payload* responding_ = nullptr;  ///< waits for its END_RESP
    std::uint64_t reads_ = 0;
    std::uint64_t writes_ = 0;
};

}  // namespace deltasim::systemc
