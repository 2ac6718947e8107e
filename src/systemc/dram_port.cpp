// SPDX-License-Identifier: MIT
#include "systemc/dram_port.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace deltasim::systemc
{

using sc_core::sc_time;

DramPort::DramPort(const sc_core::sc_module_name& name, const MachineTime& time, TimeLedger& ledger)
    : sc_module(name), buffers("buffers"), dram("dram"), time_(time), ledger_(ledger), answered_("answered")
{
    buffers.register_nb_transport_fw(this, &DramPort::on_request);
    buffers.register_transport_dbg(this, &DramPort::on_debug);
    dram.register_nb_transport_bw(this, &DramPort::on_response);
    SC_HAS_PROCESS(DramPort);
    SC_METHOD(deliver);
    sensitive << answered_.get_event();
    dont_initialize();
}

tlm::tlm_sync_enum DramPort::on_request(int source, Payload& payload, tlm::tlm_phase& phase, sc_time& /*delay*/)
{
    auto& access = *payload.get_extension<AccessExtension>();
    access.source = source;
    access.request = ++requests_;
    ReadsWrites& accesses = accesses_[static_cast<std::size_t>(access.tensor)];
    ++(payload.is_read() ? accesses.reads : accesses.writes);
    ++under_way_;
    if (observer_ != nullptr) {
        const Cycles arrival(static_cast<std::int64_t>(edges_.at_or_after(sc_core::sc_time_stamp())));
        observer_->on_request(payload.get_address(), payload.is_write(), arrival);
    }
    queue_.push_back(&payload);
    send();
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

unsigned DramPort::on_debug(int /*source*/, Payload& payload) { return dram->transport_dbg(payload); }

/// One request at a time, as the base protocol requires.
void DramPort::send()
{
    while (requesting_ == nullptr && !queue_.empty()) {
        Payload& payload = *queue_.front();
        queue_.pop_front();
        requesting_ = &payload;
        tlm::tlm_phase phase = tlm::BEGIN_REQ;
        sc_time delay = sc_core::SC_ZERO_TIME;
        const tlm::tlm_sync_enum answer = dram->nb_transport_fw(payload, phase, delay);
        if (answer == tlm::TLM_ACCEPTED) return;
        requesting_ = nullptr;
        if (answer == tlm::TLM_UPDATED && phase == tlm::END_REQ) continue;
        if (answer == tlm::TLM_UPDATED) {  // BEGIN_RESP
            phase = tlm::END_RESP;
            sc_time at_once = delay;
            dram->nb_transport_fw(payload, phase, at_once);
        }
        answered_.notify(payload, delay);
    }
}

tlm::tlm_sync_enum DramPort::on_response(Payload& payload, tlm::tlm_phase& phase, sc_time& delay)
{
    const bool was_requesting = requesting_ == &payload;
    if (was_requesting && (phase == tlm::END_REQ || phase == tlm::BEGIN_RESP)) requesting_ = nullptr;
    if (phase != tlm::BEGIN_RESP) {
        if (was_requesting) send();
        return tlm::TLM_ACCEPTED;
    }
    if (delay == sc_core::SC_ZERO_TIME) {
        finish(payload);
    } else {
        answered_.notify(payload, delay);
    }
    if (was_requesting) send();
    return tlm::TLM_COMPLETED;
}

void DramPort::deliver()
{
    while (Payload* const payload = answered_.get_next_transaction()) finish(*payload);
}

void DramPort::finish(Payload& payload)
{
    if (payload.is_response_error()) {
        throw std::runtime_error(fmt::format("{}: the DRAM answers a request at {:#x} with {}", name(),
                                             payload.get_address(), payload.get_response_string()));
    }
    const auto& access = *payload.get_extension<AccessExtension>();
    const auto& hold = *payload.get_extension<RefreshHoldExtension>();
    HeldByRefresh held;
    if (hold.held) held = {time_.of(hold.begin), time_.of(hold.end)};
    ledger_.answered(access.request, hold.held, held);
    --under_way_;
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_time delay = sc_core::SC_ZERO_TIME;
    buffers[access.source]->nb_transport_bw(payload, phase, delay);
    ledger_.settle();
}

void DramPort::trace(sc_core::sc_trace_file& file) const
{
    sc_core::sc_trace(&file, under_way_, std::string(name()) + ".under_way", 16);
}

}  // namespace deltasim::systemc
