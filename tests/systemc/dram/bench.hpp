// SPDX-License-Identifier: MIT
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <systemc>
#include <tlm>
#include <utility>
#include <vector>

#include "dram/small_device.hpp"
#include "systemc/dram/dram_controller.hpp"

// A DRAM behind its socket, and an initiator that runs the process of a test. A process of the system can run only one
// such simulation.

namespace deltasim::test
{

class Initiator final : public sc_core::sc_module
{
public:
    tlm_utils::simple_initiator_socket<Initiator> socket;

    struct Response {
        tlm::tlm_generic_payload* payload;
        sc_core::sc_time at;
    };

    Initiator(const sc_core::sc_module_name& name, std::function<void(Initiator&)> process)
        : sc_module(name), socket("socket"), process_(std::move(process))
    {
        socket.register_nb_transport_bw(this, &Initiator::on_response);
        SC_HAS_PROCESS(Initiator);
        SC_THREAD(run);
    }

    /// The initiator's answer to BEGIN_RESP. If this does not end the transaction, the test sends END_RESP.
    tlm::tlm_sync_enum answer = tlm::TLM_COMPLETED;
    std::vector<Response> responses;
    sc_core::sc_event responded;

    void pause(const sc_core::sc_time& time) { wait(time); }
    void pause(const sc_core::sc_event& event) { wait(event); }

    tlm::tlm_sync_enum begin(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase)
    {
        phase = tlm::BEGIN_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        return socket->nb_transport_fw(payload, phase, delay);
    }
    /// The clocks from now until the data is there.
    std::int64_t blocking(tlm::tlm_generic_payload& payload, const sc_core::sc_time& period)
    {
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(payload, delay);
        return static_cast<std::int64_t>(delay / period);
    }

private:
    void run()
    {
        process_(*this);
        sc_core::sc_stop();
    }
    tlm::tlm_sync_enum on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time&)
    {
        if (phase != tlm::BEGIN_RESP) return tlm::TLM_ACCEPTED;
        responses.push_back({&payload, sc_core::sc_time_stamp()});
        responded.notify(sc_core::SC_ZERO_TIME);
        return answer;
    }

    std::function<void(Initiator&)> process_;
};

/// A payload of plain bytes.
struct Access {
    Access(tlm::tlm_command command, std::uint64_t address, std::size_t bytes) : data(bytes, 0)
    {
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(data.data());
        payload.set_data_length(static_cast<unsigned>(bytes));
        payload.set_streaming_width(static_cast<unsigned>(bytes));
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }

    std::vector<unsigned char> data;
    tlm::tlm_generic_payload payload;
};

/// Runs `process` against a DRAM of this device.
inline void run_bench(const DramDevice& device,
                      const std::function<void(Initiator&, systemc::DramController&)>& process)
{
    systemc::GatedClock clock("clock", device.clock_hz);
    systemc::DramController dram("dram", device);
    dram.clock(clock);
    Initiator initiator("initiator", [&](Initiator& self) { process(self, dram); });
    initiator.socket.bind(dram.socket);
    sc_core::sc_start();
}

}  // namespace deltasim::test
