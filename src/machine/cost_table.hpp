// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/core_work.hpp"
#include "core/precision.hpp"
#include "core/terms.hpp"
#include "machine/datasheet_formula.hpp"
#include "machine/processor.hpp"

// What one access, one operation and one second cost. A figure that is not in the table is absent, never a default;
// pricing that needs it fails and names its key.

namespace deltasim::machine
{

/// Between what and what a figure is, in its unit.
struct CostRange {
    double low = 0.0;
    double high = 0.0;

    friend bool operator==(const CostRange&, const CostRange&) = default;
};

/// One figure with where it comes from.
struct Cost {
    double value = 0.0;  ///< in the unit its key names
    std::string source;  ///< or the reason, where it is assumed
    bool assumed = false;
    std::optional<CostRange> range{};  ///< as its source states it

    friend bool operator==(const Cost&, const Cost&) = default;
};

/// Energy of each operation in one precision, indexed by Operation.
using OperationCosts = std::array<std::optional<Cost>, operation_count>;

/// Energy of an access to an on-chip memory of up to this capacity and width.
struct SramCost {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 0;
    Cost read_pj;                          ///< a line
    Cost write_pj;                         ///< a line
    std::optional<Cost> leakage_mw;        ///< of the whole memory
    std::optional<Cost> refresh_pj{};      ///< a line of an eDRAM refreshed
    std::optional<std::uint64_t> banks{};  ///< of a memory with at least as many; absent: with any number
    OnChipKind cell = OnChipKind::sram;    ///< what the row is of
    std::optional<Cost> area_mm2{};        ///< of the whole memory

    friend bool operator==(const SramCost&, const SramCost&) = default;
};

/// DRAM by what an access moves.
struct PerAccessDram {
    std::optional<Cost> read_pj_per_bit{};
    std::optional<Cost> write_pj_per_bit{};
    std::optional<Cost> static_mw{};  ///< of the whole DRAM

    friend bool operator==(const PerAccessDram&, const PerAccessDram&) = default;
};

/// DRAM by the currents of the processor's device.
struct DatasheetDram {
    DatasheetFormula formula = DatasheetFormula::drampower;

    friend bool operator==(const DatasheetDram&, const DatasheetDram&) = default;
};

/// Of cores with instructions, beside operations and accesses: fetching, decoding, control, clocks.
struct CoreCosts {
    std::optional<Cost> instruction_pj{};                           ///< of one whose kind has no figure of its own
    std::array<std::optional<Cost>, core_work_count> by_kind_pj{};  ///< indexed by CoreWork; of none that waits
    std::optional<Cost> run_mw{};                                   ///< of one core while the lanes are busy
    std::optional<Cost> idle_mw{};                                  ///< of one core for the rest of the time

    friend bool operator==(const CoreCosts&, const CoreCosts&) = default;
};

struct CostTable {
    std::string name;
    std::string description;  ///< one line
    double technology_nm = 0.0;
    std::string energy_unit = "pJ";  ///< what every figure named pj counts; another in tables of relative costs
    std::array<OperationCosts, precision_count> operation_pj;  ///< indexed by Precision
    std::optional<Cost> register_file_pj;                      ///< a 32-bit access; others by their bits
    std::vector<SramCost> sram;                                ///< sorted by width, capacity, banks, cell
    std::variant<PerAccessDram, DatasheetDram> dram;
    std::optional<Cost> interconnect_pj_per_bit;  ///< between a memory and the array
    std::optional<Cost> pe_static_mw;             ///< of one lane
    std::optional<CoreCosts> cores{};
    std::array<std::optional<Cost>, precision_count> lane_um2{};  ///< that multiplies and adds in this precision
    std::map<std::string, std::string> assumed;                   ///< key path below the table -> reason

    friend bool operator==(const CostTable&, const CostTable&) = default;
};

}  // namespace deltasim::machine
