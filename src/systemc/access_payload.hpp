// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <tlm>
#include <vector>

#include "core/terms.hpp"
#include "systemc/dram/refresh_hold_extension.hpp"
#include "systemc/issued_step.hpp"

// Generic payloads as the modules of the machine send them, with their data beside address, bytes and command.

namespace deltasim::systemc
{

/// The ports of an on-chip memory have taken the last line of an access. A write then has its place; its data arrives
/// later. An initiator may ignore this phase.
DECLARE_EXTENDED_PHASE(LAST_LINE_TAKEN);

/// On chip a request may ask for one word several times; off chip it has a number and a line of a buffer.
struct AccessExtension final : public tlm::tlm_extension<AccessExtension> {
    Tensor tensor = Tensor::weight;
    std::uint64_t repeats = 1;
    OperandWaiter* reader = nullptr;  ///< for a read on chip: who waits for it
    std::size_t arrival = 0;          ///< for a read on chip: which arrival of the waiter it is
    /// For a write on chip: in the order of sending; off chip: the number of the line.
    std::uint64_t number = 0;
    bool by_engine = false;        ///< on chip: uses the ports of the DMA engine
    int source = 0;                ///< off chip: the socket of the DRAM port from which it came
    std::uint64_t request = 0;     ///< off chip: in the order of all requests, from 1
    std::uint64_t lines_left = 0;  ///< on chip: lines that no port has taken yet
    std::uint64_t asked_edge = 0;  ///< on chip: the first edge of the memory's clock at which it could be taken
    bool taken = false;            ///< on chip: the last line was taken
    std::uint64_t taken_edge = 0;  ///< on chip: the edge at which the last line was taken
    std::vector<unsigned char> data;
    std::vector<unsigned char> enables;

    [[nodiscard]] tlm::tlm_extension_base* clone() const override { return new AccessExtension(*this); }
    void copy_from(const tlm::tlm_extension_base& other) override
    {
        *this = static_cast<const AccessExtension&>(other);
    }
};

/// Makes the payload write nothing: the memory already has the data.
inline void disable_bytes(tlm::tlm_generic_payload& payload)
{
    static unsigned char disabled = TLM_BYTE_DISABLED;
    payload.set_byte_enable_ptr(&disabled);
    payload.set_byte_enable_length(1);
}

/// Owns payloads; a payload comes back when nothing refers to it any more.
class PayloadPool final : public tlm::tlm_mm_interface
{
public:
    /// A payload with both extensions and `bytes` bytes of data, acquired once.
    [[nodiscard]] tlm::tlm_generic_payload& take(tlm::tlm_command command, std::uint64_t address, std::uint64_t bytes)
    {
        if (free_.empty()) {
            all_.push_back(std::make_unique<Owned>());
            all_.back()->payload.set_mm(this);
            all_.back()->payload.set_extension(&all_.back()->access);
            all_.back()->payload.set_extension(&all_.back()->hold);
            free_.push_back(&all_.back()->payload);
        }
        tlm::tlm_generic_payload& payload = *free_.back();
        free_.pop_back();
        payload.acquire();
        auto& access = *payload.get_extension<AccessExtension>();
        access.repeats = 1;
        access.reader = nullptr;
        access.by_engine = false;
        access.taken = false;
        access.data.resize(bytes);
        payload.get_extension<RefreshHoldExtension>()->held = false;
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(access.data.data());
        payload.set_data_length(static_cast<unsigned>(bytes));
        payload.set_streaming_width(static_cast<unsigned>(bytes));
        payload.set_byte_enable_ptr(nullptr);
        payload.set_byte_enable_length(0);
        payload.set_dmi_allowed(false);
        payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        return payload;
    }

    void free(tlm::tlm_generic_payload* payload) override { free_.push_back(payload); }

    PayloadPool() = default;
    PayloadPool(const PayloadPool&) = delete;
    PayloadPool& operator=(const PayloadPool&) = delete;
    ~PayloadPool() override
    {
        for (const auto& owned : all_) {
            owned->payload.clear_extension<AccessExtension>();  // extensions are members of the owner
            owned->payload.clear_extension<RefreshHoldExtension>();
        }
    }

private:
    struct Owned {
        AccessExtension access;
        RefreshHoldExtension hold;
        tlm::tlm_generic_payload payload;
    };

    std::vector<std::unique_ptr<Owned>> all_;
    std::vector<tlm::tlm_generic_payload*> free_;
};

}  // namespace deltasim::systemc
