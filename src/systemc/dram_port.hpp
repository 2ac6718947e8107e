// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <deque>
#include <systemc>

#include "core/run_counts.hpp"
#include "sim/memories/request_observer.hpp"
#include "systemc/access_payload.hpp"
#include "systemc/machine_time.hpp"
#include "systemc/time_ledger.hpp"

// The way off chip: requests of all buffers go out through one socket in the order in which they come in. What is at
// the other end is any TLM-2.0 target of the base protocol, ours or another: it may answer END_REQ at once or later,
// begin its response or complete the transaction in the same call, annotate delays, or know b_transport alone.

namespace deltasim::systemc
{

class DramPort final : public sc_core::sc_module
{
public:
    tlm_utils::multi_passthrough_target_socket<DramPort> buffers;
    tlm_utils::simple_initiator_socket<DramPort> dram;

    DramPort(const sc_core::sc_module_name& name, const MachineTime& time, TimeLedger& ledger);

    /// Lines read and written, by tensor.
    [[nodiscard]] const AccessesByTensor& accesses() const { return accesses_; }
    /// Requests so far.
    [[nodiscard]] std::uint64_t requests() const { return requests_; }

    /// Tells `observer` of every request from now on; `edges` are those of the DRAM's clock.
    void watch(sim::RequestObserver& observer, const EdgeTimes& edges)
    {
        observer_ = &observer;
        edges_ = edges;
    }

    void trace(sc_core::sc_trace_file& file) const;

private:
    using Payload = tlm::tlm_generic_payload;

    tlm::tlm_sync_enum on_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    unsigned on_debug(int source, Payload& payload);
    tlm::tlm_sync_enum on_response(Payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay);
    void send();
    void deliver();
    void finish(Payload& payload);

    const MachineTime& time_;
    TimeLedger& ledger_;
    AccessesByTensor accesses_{};
    std::uint64_t requests_ = 0;
    sim::RequestObserver* observer_ = nullptr;
    EdgeTimes edges_;
    std::deque<Payload*> queue_;
    Payload* requesting_ = nullptr;  ///< its END_REQ is to come
    tlm_utils::peq_with_get<Payload> answered_;
    unsigned under_way_ = 0;  ///< requests without response, for waveforms
};

}  // namespace deltasim::systemc
