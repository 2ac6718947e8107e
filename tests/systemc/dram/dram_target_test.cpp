// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <numeric>

#include "systemc/dram/bench.hpp"

// The DRAM as a TLM-2.0 target, as a foreign initiator sees it. Times are those of small_device(); a clock is 10 ns.

namespace deltasim::test::dram_target_test
{

namespace
{

using sc_core::sc_time;

/// A function, since no sc_time may be created before the time resolution is set.
sc_time clock_period() { return {10, sc_core::SC_NS}; }
const std::uint64_t burst_bytes = small_device().burst_bytes();

}  // namespace

TEST_CASE("b_transport answers at once and annotates the delay")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        Access first(tlm::TLM_READ_COMMAND, 0, burst_bytes);
        CHECK(self.blocking(first.payload, clock_period()) == tRCD + CL + burst);
        CHECK(first.payload.is_response_ok());
        CHECK(sc_core::sc_time_stamp() == sc_core::SC_ZERO_TIME);
        // The row is open, and columns of one bank group keep tCCD_L apart.
        Access second(tlm::TLM_READ_COMMAND, burst_bytes, burst_bytes);
        CHECK(self.blocking(second.payload, clock_period()) == tRCD + tCCD_L + CL + burst);
    });
}

TEST_CASE("a delay that comes in counts: the request is there at the first edge after it")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        Access access(tlm::TLM_WRITE_COMMAND, 0, burst_bytes);
        sc_time delay(25, sc_core::SC_NS);
        self.socket->b_transport(access.payload, delay);
        CHECK(delay == (3 + tRCD + CWL + burst) * clock_period());
    });
}

TEST_CASE("an access of several bursts ends with the last of them")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController& dram) {
        Access access(tlm::TLM_READ_COMMAND, burst_bytes / 2, 2 * burst_bytes);
        CHECK(self.blocking(access.payload, clock_period()) == tRCD + 2 * tCCD_L + CL + burst);
        CHECK(dram.reads() == 3);
    });
}

TEST_CASE("nb_transport accepts a request at once and begins its response when the data is there")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        Access access(tlm::TLM_READ_COMMAND, 0, burst_bytes);
        tlm::tlm_phase phase;
        CHECK(self.begin(access.payload, phase) == tlm::TLM_UPDATED);
        CHECK(phase == tlm::END_REQ);
        self.pause(self.responded);
        REQUIRE(self.responses.size() == 1);
        CHECK(self.responses[0].payload == &access.payload);
        CHECK(self.responses[0].at == (tRCD + CL + burst) * clock_period());
        CHECK(access.payload.is_response_ok());
    });
}

TEST_CASE("a response that is not ended holds up the next one")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        self.answer = tlm::TLM_ACCEPTED;
        Access first(tlm::TLM_READ_COMMAND, 0, burst_bytes);
        Access second(tlm::TLM_READ_COMMAND, burst_bytes, burst_bytes);
        tlm::tlm_phase phase;
        self.begin(first.payload, phase);
        self.begin(second.payload, phase);
        self.pause(100 * clock_period());
        REQUIRE(self.responses.size() == 1);
        phase = tlm::END_RESP;
        sc_time delay = sc_core::SC_ZERO_TIME;
        CHECK(self.socket->nb_transport_fw(first.payload, phase, delay) == tlm::TLM_COMPLETED);
        self.pause(self.responded);
        REQUIRE(self.responses.size() == 2);
        CHECK(self.responses[1].at == 100 * clock_period());
    });
}

TEST_CASE("what was written is read, through every way in")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        Access written(tlm::TLM_WRITE_COMMAND, 96, 48);
        std::iota(written.data.begin(), written.data.end(), static_cast<unsigned char>(1));
        self.blocking(written.payload, clock_period());
        Access read(tlm::TLM_READ_COMMAND, 96, 48);
        self.blocking(read.payload, clock_period());
        CHECK(read.data == written.data);

        Access looked_at(tlm::TLM_READ_COMMAND, 100, 4);
        CHECK(self.socket->transport_dbg(looked_at.payload) == 4);
        CHECK(looked_at.data == std::vector<unsigned char>{5, 6, 7, 8});
        Access never_written(tlm::TLM_READ_COMMAND, 4096, 4);
        self.blocking(never_written.payload, clock_period());
        CHECK(never_written.data == std::vector<unsigned char>{0, 0, 0, 0});
    });
}

TEST_CASE("bytes that are not enabled stay as they are")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController& dram) {
        Access before(tlm::TLM_WRITE_COMMAND, 0, 8);
        before.data.assign(8, 0x11);
        self.blocking(before.payload, clock_period());
        Access masked(tlm::TLM_WRITE_COMMAND, 0, 8);
        masked.data.assign(8, 0x22);
        std::vector<unsigned char> enables{TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_DISABLED};
        masked.payload.set_byte_enable_ptr(enables.data());
        masked.payload.set_byte_enable_length(3);
        self.blocking(masked.payload, clock_period());
        CHECK(masked.payload.is_response_ok());
        Access after(tlm::TLM_READ_COMMAND, 0, 8);
        self.blocking(after.payload, clock_period());
        CHECK(after.data == std::vector<unsigned char>{0x22, 0x11, 0x11, 0x22, 0x11, 0x11, 0x22, 0x11});
        CHECK(dram.writes() == 2);
    });
}

TEST_CASE("errors are response statuses, and nothing is served")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController& dram) {
        const std::uint64_t capacity = small_device().capacity_bytes();
        const auto status_of = [&](Access& access) {
            self.blocking(access.payload, clock_period());
            return access.payload.get_response_status();
        };
        Access outside(tlm::TLM_READ_COMMAND, capacity, 4);
        CHECK(status_of(outside) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
        Access across(tlm::TLM_READ_COMMAND, capacity - 4, 8);
        CHECK(status_of(across) == tlm::TLM_ADDRESS_ERROR_RESPONSE);
        Access streaming(tlm::TLM_WRITE_COMMAND, 0, 8);
        streaming.payload.set_streaming_width(4);
        CHECK(status_of(streaming) == tlm::TLM_BURST_ERROR_RESPONSE);
        Access empty(tlm::TLM_READ_COMMAND, 0, 4);
        empty.payload.set_data_length(0);
        CHECK(status_of(empty) == tlm::TLM_BURST_ERROR_RESPONSE);
        Access enables(tlm::TLM_WRITE_COMMAND, 0, 8);
        unsigned char enable = TLM_BYTE_ENABLED;
        enables.payload.set_byte_enable_ptr(&enable);
        enables.payload.set_byte_enable_length(0);
        CHECK(status_of(enables) == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        tlm::tlm_phase phase;
        CHECK(self.begin(outside.payload, phase) == tlm::TLM_COMPLETED);
        CHECK(outside.payload.get_response_status() == tlm::TLM_ADDRESS_ERROR_RESPONSE);
        CHECK(self.socket->transport_dbg(outside.payload) == 0);
        CHECK(dram.reads() + dram.writes() == 0);

        Access ignored(tlm::TLM_IGNORE_COMMAND, 0, 4);
        CHECK(status_of(ignored) == tlm::TLM_OK_RESPONSE);
        CHECK(dram.reads() + dram.writes() == 0);
    });
}

TEST_CASE("direct memory access is refused")
{
    run_bench(small_device(), [](Initiator& self, systemc::DramController&) {
        Access access(tlm::TLM_READ_COMMAND, 0, 4);
        tlm::tlm_dmi region;
        CHECK_FALSE(self.socket->get_direct_mem_ptr(access.payload, region));
        self.blocking(access.payload, clock_period());
        CHECK_FALSE(access.payload.is_dmi_allowed());
    });
}

}  // namespace deltasim::test::dram_target_test
