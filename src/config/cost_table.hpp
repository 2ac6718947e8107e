// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/terms.hpp"

// What one access, one operation and one second cost. A figure that is not in the table is absent, never a default;
// pricing that needs it fails and names its key.

namespace deltasim
{

/// One figure with where it comes from.
struct Cost {
    double value = 0.0;  ///< in the unit its key names
    std::string source;  ///< or the reason, where it is assumed
    bool assumed = false;

    friend bool operator==(const Cost&, const Cost&) = default;
};

/// Energy of an access to an on-chip memory of up to this capacity and width.
struct SramCost {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 0;
    Cost read_pj;                    ///< a line
    Cost write_pj;                   ///< a line
    std::optional<Cost> leakage_mw;  ///< of the whole memory

    friend bool operator==(const SramCost&, const SramCost&) = default;
};

struct CostTable {
    std::string name;
    std::string description;  ///< one line
    double technology_nm = 0.0;
    std::array<std::optional<Cost>, operation_count> operation_pj;  ///< fp32
    std::optional<Cost> register_file_pj;                           ///< a 32-bit access
    std::vector<SramCost> sram;                                     ///< sorted by width, then capacity
    std::optional<Cost> dram_read_pj_per_bit;
    std::optional<Cost> dram_write_pj_per_bit;
    std::optional<Cost> dram_static_mw;           ///< of the whole DRAM
    std::optional<Cost> interconnect_pj_per_bit;  ///< between a memory and the array
    std::optional<Cost> pe_static_mw;             ///< of one lane
    std::map<std::string, std::string> assumed;   ///< key path below the table -> reason

    friend bool operator==(const CostTable&, const CostTable&) = default;
};

}  // namespace deltasim
