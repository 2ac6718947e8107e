// SPDX-License-Identifier: MIT
#include <tlm_utils/simple_initiator_socket.h>

#include <iostream>
#include <systemc>
#include <tlm>

#include "systemc/dram/dram_controller.hpp"

// An example: a design of one's own with deltasim's DRAM in it, linked with the library deltasim_dram_target alone. A
// processor reads a row's bursts one after the other, first with b_transport, then pipelined with nb_transport.

namespace
{

/// A device as data. Those of configs/dram are read by deltasim_config.
deltasim::machine::DramDevice device()
{
    using namespace deltasim::machine;
    using enum DramCommand;
    DramDevice device;
    device.name = "example";
    device.clock_hz = 1'200'000'000;
    device.bank_groups = 4;
    device.banks_per_group = 4;
    device.rows = 65536;
    device.columns = 1024;
    device.channel_width_bits = 64;
    device.burst_length = 8;
    device.mapping = {AddressField::row, AddressField::bank_group, AddressField::bank, AddressField::column};
    device.read_latency_cycles = 16;
    device.write_latency_cycles = 12;
    device.rules = {
        {RuleScope::bank, activate, read, 1, 16},      {RuleScope::bank, activate, write, 1, 16},
        {RuleScope::bank, activate, precharge, 1, 39}, {RuleScope::bank, precharge, activate, 1, 16},
        {RuleScope::bank, read, precharge, 1, 9},      {RuleScope::bank, write, precharge, 1, 34},
        {RuleScope::rank, read, read, 1, 4},           {RuleScope::rank, write, write, 1, 4},
        {RuleScope::rank, read, write, 1, 10},         {RuleScope::rank, write, read, 1, 19},
    };
    return device;
}

class Processor final : public sc_core::sc_module
{
public:
    tlm_utils::simple_initiator_socket<Processor> socket;

    explicit Processor(const sc_core::sc_module_name& name) : sc_module(name), socket("socket")
    {
        socket.register_nb_transport_bw(this, &Processor::on_response);
        SC_HAS_PROCESS(Processor);
        SC_THREAD(run);
    }

private:
    static constexpr unsigned bursts = 4;

    void run()
    {
        for (unsigned i = 0; i < bursts; ++i) {
            prepare(payloads_[i], i);
            sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
            socket->b_transport(payloads_[i], delay);
            wait(delay);
            std::cout << "b_transport: burst " << i << " at " << sc_core::sc_time_stamp() << '\n';
        }
        for (unsigned i = 0; i < bursts; ++i) {
            prepare(payloads_[i], bursts + i);
            tlm::tlm_phase phase = tlm::BEGIN_REQ;
            sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
            socket->nb_transport_fw(payloads_[i], phase, delay);
        }
        while (responses_ < bursts) wait(responded_);
        sc_core::sc_stop();
    }

    void prepare(tlm::tlm_generic_payload& payload, unsigned burst)
    {
        payload.set_command(tlm::TLM_READ_COMMAND);
        payload.set_address(burst * 64);
        payload.set_data_ptr(data_);
        payload.set_data_length(64);
        payload.set_streaming_width(64);
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }

    tlm::tlm_sync_enum on_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& /*phase*/, sc_core::sc_time&)
    {
        std::cout << "nb_transport: burst " << payload.get_address() / 64 << " at " << sc_core::sc_time_stamp() << '\n';
        ++responses_;
        responded_.notify(sc_core::SC_ZERO_TIME);
        return tlm::TLM_COMPLETED;
    }

    unsigned char data_[64] = {};
    tlm::tlm_generic_payload payloads_[bursts];
    unsigned responses_ = 0;
    sc_core::sc_event responded_;
};

}  // namespace

int sc_main(int, char**)
{
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    deltasim::systemc::GatedClock clock("clock", device().clock_hz);
    deltasim::systemc::DramController dram("dram", device());
    dram.clock(clock);
    Processor processor("processor");
    processor.socket.bind(dram.socket);
    sc_core::sc_start();
    const deltasim::DramCounts counts = dram.counts();
    std::cout << counts.activates << " activate, " << counts.reads << " reads\n";
    return counts.activates == 1 && counts.reads == 8 ? 0 : 1;
}
