// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <tlm>
#include <unordered_map>

// The bytes of a memory. Pages are created when they are first written; bytes that were never written read as zero.

namespace deltasim::systemc
{

class MemoryContents
{
public:
    /// `kept`: false if no values move; then data is neither stored nor returned.
    explicit MemoryContents(bool kept) : kept_(kept) {}

    /// Reads or writes as the payload says, with byte enables. Its address and length must be inside the memory.
    void serve(tlm::tlm_generic_payload& payload)
    {
        if (!kept_ || payload.get_command() == tlm::TLM_IGNORE_COMMAND) return;
        const unsigned char* const enables = payload.get_byte_enable_ptr();
        unsigned char* const data = payload.get_data_ptr();
        for (unsigned i = 0; i < payload.get_data_length(); ++i) {
            if (enables != nullptr && enables[i % payload.get_byte_enable_length()] != TLM_BYTE_ENABLED) continue;
            const std::uint64_t address = payload.get_address() + i;
            if (payload.is_write()) {
                pages_[address / page_bytes][address % page_bytes] = data[i];
            } else {
                const auto page = pages_.find(address / page_bytes);
                data[i] = page == pages_.end() ? 0 : page->second[address % page_bytes];
            }
        }
    }

private:
    static constexpr std::uint64_t page_bytes = 4096;

    bool kept_;
    std::unordered_map<std::uint64_t, std::array<unsigned char, page_bytes>> pages_;
};

}  // namespace deltasim::systemc
