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

// The way off chip: the requests of all buffers leave through one socket in the order in which they come. At the other
// end is any TLM-2.0 target of the base protocol, ours or another. It may answer END_REQ at once or later, begin its
// response or complete the transaction in the same call, annotate delays, or support only b_transport.

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

    /// From now on `observer` gets every request; `edges`: of the DRAM's clock.
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
    Payload* requesting_ = nullptr;  ///< waits for its END_REQ
    tlm_utils::peq_with_get<Payload> answered_;
    unsigned under_way_ = 0;  ///< requests without a response, for waveforms
};

}  // namespace deltasim::systemc
