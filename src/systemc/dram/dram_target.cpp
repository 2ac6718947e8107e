// SPDX-License-Identifier: MIT
#include "systemc/dram/dram_target.hpp"

#include <algorithm>

#include "systemc/dram/refresh_hold_extension.hpp"

namespace deltasim::systemc
{

using sc_core::sc_time;

DramTarget::DramTarget(const sc_core::sc_module_name& name, std::uint64_t capacity_bytes, std::uint64_t line_bytes,
                       bool keeps_contents)
    : sc_module(name), socket("socket"), clock("clock"), capacity_bytes_(capacity_bytes), line_bytes_(line_bytes),
      contents_(keeps_contents)
{
    socket.register_b_transport(this, &DramTarget::b_transport);
    socket.register_nb_transport_fw(this, &DramTarget::nb_transport_fw);
    socket.register_get_direct_mem_ptr(this, &DramTarget::get_direct_mem_ptr);
    socket.register_transport_dbg(this, &DramTarget::transport_dbg);
    SC_HAS_PROCESS(DramTarget);
    SC_METHOD(respond);
    sensitive << response_due_;
    dont_initialize();
}

tlm::tlm_response_status DramTarget::status_of(const Payload& payload) const
{
    const std::uint64_t length = payload.get_data_length();
    if (length == 0 || payload.get_data_ptr() == nullptr || payload.get_streaming_width() < length) {
        return tlm::TLM_BURST_ERROR_RESPONSE;
    }
    if (payload.get_address() >= capacity_bytes_ || length > capacity_bytes_ - payload.get_address()) {
        return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
    if (payload.get_byte_enable_ptr() != nullptr && payload.get_byte_enable_length() == 0) {
        return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
    return tlm::TLM_OK_RESPONSE;
}

/// Serves a request without errors that arrives `delay` from now. Returns when its last data beat is over.
sc_time DramTarget::accept(Payload& payload, const sc_time& delay)
{
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    payload.set_dmi_allowed(false);
    const sc_time there = sc_core::sc_time_stamp() + delay;
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return there;
    const EdgeTimes& edges = clock->edges();
    last_arrival_ = larger(last_arrival_, Cycles(static_cast<std::int64_t>(edges.at_or_after(there))));
    const std::uint64_t first = payload.get_address() / line_bytes_;
    const std::uint64_t last = (payload.get_address() + payload.get_data_length() - 1) / line_bytes_;
    (payload.is_write() ? writes_ : reads_) += last - first + 1;
    const Served served = serve(first, last - first + 1, payload.is_write(), last_arrival_);
    contents_.serve(payload);
    const auto time_of = [&](Cycles cycle) { return edges.time_of(static_cast<std::uint64_t>(cycle.value())); };
    if (auto* hold = payload.get_extension<RefreshHoldExtension>(); hold != nullptr) {
        hold->held = served.held_since.has_value();
        if (hold->held) hold->begin = time_of(*served.held_since);
        if (hold->held) hold->end = time_of(served.held_until);
    }
    return time_of(served.done);
}

void DramTarget::b_transport(Payload& payload, sc_time& delay)
{
    const tlm::tlm_response_status status = status_of(payload);
    payload.set_response_status(status);
    if (status == tlm::TLM_OK_RESPONSE) delay = accept(payload, delay) - sc_core::sc_time_stamp();
}

tlm::tlm_sync_enum DramTarget::nb_transport_fw(Payload& payload, tlm::tlm_phase& phase, sc_time& delay)
{
    if (phase == tlm::END_RESP) {
        if (responding_ != &payload) SC_REPORT_ERROR(name(), "END_RESP for a response that has not begun");
        responding_ = nullptr;
        if (payload.has_mm()) payload.release();
        if (!responses_.empty()) response_due_.notify(delay);
        return tlm::TLM_COMPLETED;
    }
    if (phase != tlm::BEGIN_REQ) return tlm::TLM_ACCEPTED;  // a phase of another protocol, which may be ignored
    const tlm::tlm_response_status status = status_of(payload);
    payload.set_response_status(status);
    if (status != tlm::TLM_OK_RESPONSE) return tlm::TLM_COMPLETED;
    if (payload.has_mm()) payload.acquire();
    const sc_time done = accept(payload, delay);
    responses_.emplace(done, &payload);
    if (responses_.begin()->second == &payload) {
        response_due_.cancel();
        response_due_.notify(done - sc_core::sc_time_stamp());
    }
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

/// Begins the responses that are due, one after the other as the initiator ends them.
void DramTarget::respond()
{
    while (responding_ == nullptr && !responses_.empty() && responses_.begin()->first <= sc_core::sc_time_stamp()) {
        Payload* const payload = responses_.begin()->second;
        responses_.erase(responses_.begin());
        responding_ = payload;
        tlm::tlm_phase phase = tlm::BEGIN_RESP;
        sc_time delay = sc_core::SC_ZERO_TIME;
        const tlm::tlm_sync_enum answer = socket->nb_transport_bw(*payload, phase, delay);
        const bool over = answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP);
        if (!over) continue;
        responding_ = nullptr;
        if (payload->has_mm()) payload->release();
    }
    if (responding_ == nullptr && !responses_.empty()) {
        response_due_.notify(responses_.begin()->first - sc_core::sc_time_stamp());
    }
}

bool DramTarget::get_direct_mem_ptr(Payload& /*payload*/, tlm::tlm_dmi& region)
{
    region.init();  // DMI is granted for no address
    return false;
}

unsigned DramTarget::transport_dbg(Payload& payload)
{
    if (status_of(payload) != tlm::TLM_OK_RESPONSE) return 0;
    contents_.serve(payload);
    return payload.get_data_length();
}

}  // namespace deltasim::systemc
