// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <tlm_utils/peq_with_get.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <systemc>
#include <tlm>

#include "model/reference_step.hpp"
#include "schedule/schedules.hpp"
#include "sim/simulated.hpp"
#include "systemc/dram/flat_dram.hpp"
#include "systemc/dram_stand_in.hpp"
#include "systemc/simulate.hpp"

// Puts other TLM-2.0 targets in the place of the machine's DRAM. A target of the same kind changes nothing. Targets
// that know only b_transport, or that answer in other phases, serve the machine, too, and the numbers come out right.

namespace deltasim::test::dram_stand_in_test
{

namespace
{

constexpr std::uint64_t latency_ns = 130;

/// The contents of both kinds of memory.
class Bytes
{
public:
    void move(tlm::tlm_generic_payload& payload)
    {
        for (unsigned i = 0; i < payload.get_data_length(); ++i) {
            const unsigned char* const enables = payload.get_byte_enable_ptr();
            if (enables != nullptr && enables[i % payload.get_byte_enable_length()] != TLM_BYTE_ENABLED) continue;
            unsigned char& held = bytes_[payload.get_address() + i];
            unsigned char& moved = payload.get_data_ptr()[i];
            (payload.is_write() ? held : moved) = payload.is_write() ? moved : held;
        }
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    }

private:
    std::map<std::uint64_t, unsigned char> bytes_;
};

/// Bytes behind b_transport: every access takes the same time.
class BlockingMemory final : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<BlockingMemory> socket;

    explicit BlockingMemory(const sc_core::sc_module_name& name) : sc_module(name), socket("socket")
    {
        socket.register_b_transport(this, &BlockingMemory::b_transport);
        socket.register_transport_dbg(this, &BlockingMemory::transport_dbg);
    }

    std::uint64_t accesses = 0;

private:
    unsigned transport_dbg(tlm::tlm_generic_payload& payload)
    {
        bytes_.move(payload);
        return payload.get_data_length();
    }
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay)
    {
        ++accesses;
        bytes_.move(payload);
        delay += sc_core::sc_time(static_cast<double>(latency_ns), sc_core::SC_NS);
    }

    Bytes bytes_;
};

/// The same memory in phases: END_REQ comes 10 ns after a request, and no other request may come before it.
class PhasedMemory final : public sc_core::sc_module
{
public:
    tlm_utils::simple_target_socket<PhasedMemory> socket;

    explicit PhasedMemory(const sc_core::sc_module_name& name)
        : sc_module(name), socket("socket"), requests_("requests"), responses_("responses")
    {
        socket.register_transport_dbg(this, &PhasedMemory::transport_dbg);
        socket.register_nb_transport_fw(this, &PhasedMemory::nb_transport_fw);
        SC_HAS_PROCESS(PhasedMemory);
        SC_METHOD(end_request);
        sensitive << requests_.get_event();
        dont_initialize();
        SC_METHOD(begin_response);
        sensitive << responses_.get_event();
        dont_initialize();
    }

    std::uint64_t accesses = 0;
    bool overrun = false;  ///< a request came before the previous request had ended

private:
    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time&)
    {
        if (phase != tlm::BEGIN_REQ) return tlm::TLM_COMPLETED;
        overrun = overrun || requesting_;
        requesting_ = true;
        ++accesses;
        requests_.notify(payload, sc_core::sc_time(10, sc_core::SC_NS));
        return tlm::TLM_ACCEPTED;
    }
    void end_request()
    {
        while (tlm::tlm_generic_payload* payload = requests_.get_next_transaction()) {
            requesting_ = false;
            bytes_.move(*payload);
            responses_.notify(*payload, sc_core::sc_time(static_cast<double>(latency_ns - 10), sc_core::SC_NS));
            send(*payload, tlm::END_REQ);
        }
    }
    void begin_response()
    {
        while (tlm::tlm_generic_payload* payload = responses_.get_next_transaction()) send(*payload, tlm::BEGIN_RESP);
    }
    void send(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase)
    {
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        socket->nb_transport_bw(payload, phase, delay);
    }

    unsigned transport_dbg(tlm::tlm_generic_payload& payload)
    {
        bytes_.move(payload);
        return payload.get_data_length();
    }

    Bytes bytes_;
    bool requesting_ = false;
    tlm_utils::peq_with_get<tlm::tlm_generic_payload> requests_;
    tlm_utils::peq_with_get<tlm::tlm_generic_payload> responses_;
};

template <class Memory>
class StandIn final : public systemc::DramStandIn
{
public:
    tlm::tlm_target_socket<>& make() override
    {
        memory = std::make_unique<Memory>("guest");
        return memory->socket;
    }
    std::unique_ptr<Memory> memory;
};

class FlatStandIn final : public systemc::DramStandIn
{
public:
    explicit FlatStandIn(const FlatDramConfig& config) : config_(config) {}

    tlm::tlm_target_socket<>& make() override
    {
        clock_ = std::make_unique<systemc::GatedClock>("guest_clock", config_.clock_hz);
        dram_ = std::make_unique<systemc::FlatDram>("guest", config_);
        dram_->clock(*clock_);
        return dram_->socket;
    }

private:
    FlatDramConfig config_;
    std::unique_ptr<systemc::GatedClock> clock_;
    std::unique_ptr<systemc::FlatDram> dram_;
};

/// A machine with all tensors off chip. A DRAM access takes as long as those of the memories above.
ProcessorConfig machine_without_memories()
{
    ProcessorConfig processor = small_machine();
    processor.pe_array.lanes = 3;
    processor.memories.clear();
    processor.dram = DramConfig{FlatDramConfig{1U << 16U, 32, latency_ns / 10, 1, 100'000'000}, {4, 2}, "flat"};
    return processor;
}

const Head small_head{"small", {{7, 5, Activation::relu}, {5, 3, Activation::softmax}}};

/// The cycles and the accesses of a run, and whether all weights and biases are those of the reference step.
nlohmann::json run_with(systemc::DramStandIn* guest)
{
    const ProcessorConfig processor = machine_without_memories();
    const Training training;
    const Program program = find_schedule("delta")->program(small_head, training, processor.pe_array.lanes);
    const Placement placement = place(tensor_words(program), {}, memory_spaces(processor), {});
    const TensorValues initial = initial_values(small_head, training);
    systemc::Options options;
    options.dram = guest;
    const SimulationResult result = systemc::simulate(
        {.processor = processor, .program = program, .placement = placement, .initial = &initial, .progress = {}},
        options);
    TensorValues reference = initial;
    reference_training_step(small_head, training, processor.pe_array.lanes, reference);
    bool as_reference = true;
    for (const std::uint32_t layer : {1U, 2U}) {
        for (const Tensor tensor : {Tensor::weight, Tensor::bias}) {
            const TensorId id{tensor, layer};
            as_reference = as_reference && result.values->at(id) == reference.at(id);
        }
    }
    const ReadsWrites total = result.counts.memories.back().total();
    return {result.counts.cycles, total.reads, total.writes, as_reference};
}

}  // namespace

TEST_CASE("a DRAM of our own from outside changes nothing")
{
    const nlohmann::json own = nlohmann::json::parse(in_child([] { return run_with(nullptr).dump(); }));
    CHECK(own[3] == true);
    FlatStandIn guest(std::get<FlatDramConfig>(machine_without_memories().dram->model));
    CHECK(run_with(&guest).dump() == own.dump());
}

TEST_CASE("a target that knows b_transport alone stands in for the DRAM")
{
    const nlohmann::json own = nlohmann::json::parse(in_child([] { return run_with(nullptr).dump(); }));
    StandIn<BlockingMemory> guest;
    const nlohmann::json result = run_with(&guest);
    CHECK(result[3] == true);
    CHECK(result[1] == own[1]);
    CHECK(result[2] == own[2]);
    CHECK(result[0] > own[0]);  // this target ends a request with its response, so it serves one at a time
    CHECK(guest.memory->accesses == result[1].get<std::uint64_t>() + result[2].get<std::uint64_t>());
}

TEST_CASE("a target that ends requests late gets one at a time")
{
    StandIn<PhasedMemory> guest;
    const nlohmann::json result = run_with(&guest);
    CHECK(result[3] == true);
    CHECK_FALSE(guest.memory->overrun);
    CHECK(guest.memory->accesses == result[1].get<std::uint64_t>() + result[2].get<std::uint64_t>());
}

}  // namespace deltasim::test::dram_stand_in_test
