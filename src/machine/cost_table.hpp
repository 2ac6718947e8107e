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

// The energy of one access, one operation and one second. A figure that the table lacks is absent and has no default;
// pricing that needs it fails and names its key.

namespace deltasim::machine
{

/// The lower and upper end of a figure, in its unit.
struct CostRange {
    double low = 0.0;
    double high = 0.0;

    friend bool operator==(const CostRange&, const CostRange&) = default;
};

/// One figure with its source.
struct Cost {
    double value = 0.0;  ///< in the unit that its key names
    std::string source;  ///< the source, or the reason of an assumption
    bool assumed = false;
    std::optional<CostRange> range{};  ///< as the source states it

    friend bool operator==(const Cost&, const Cost&) = default;
};

/// Energy of each operation in one precision, indexed by Operation.
using OperationCosts = std::array<std::optional<Cost>, operation_count>;

/// Energy of an access to an on-chip memory of up to this capacity and width.
struct SramCost {
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 0;
    Cost read_pj;                          ///< for a line
    Cost write_pj;                         ///< for a line
    std::optional<Cost> leakage_mw;        ///< for the whole memory
    std::optional<Cost> refresh_pj{};      ///< refresh of one line of an eDRAM
    std::optional<std::uint64_t> banks{};  ///< for memories with at least so many banks; absent: for any number
    OnChipKind cell = OnChipKind::sram;    ///< the kind of memory that the row describes
    std::optional<Cost> area_mm2{};        ///< for the whole memory

    friend bool operator==(const SramCost&, const SramCost&) = default;
};

/// DRAM priced by access.
struct PerAccessDram {
    std::optional<Cost> read_pj_per_bit{};
    std::optional<Cost> write_pj_per_bit{};
    std::optional<Cost> static_mw{};  ///< for the whole DRAM

    friend bool operator==(const PerAccessDram&, const PerAccessDram&) = default;
};

/// DRAM priced by the currents of the processor's device.
struct DatasheetDram {
    DatasheetFormula formula = DatasheetFormula::drampower;

    friend bool operator==(const DatasheetDram&, const DatasheetDram&) = default;
};

/// Cores with instructions, besides operations and accesses: fetch, decode, control, clocks.
struct CoreCosts {
    std::optional<Cost> instruction_pj{};  ///< an instruction whose kind has no figure of its own
    /// Indexed by CoreWork; only for instructions, not for stalls.
    std::array<std::optional<Cost>, core_work_count> by_kind_pj{};
    std::optional<Cost> run_mw{};   ///< for one core while the lanes are busy
    std::optional<Cost> idle_mw{};  ///< for one core for the rest of the time

    friend bool operator==(const CoreCosts&, const CoreCosts&) = default;
};

struct CostTable {
    std::string name;
    std::string description;  ///< one line
    double technology_nm = 0.0;
    /// The unit of every figure whose key names pj; a table of relative energies has another unit.
    std::string energy_unit = "pJ";
    std::array<OperationCosts, precision_count> operation_pj;  ///< indexed by Precision
    /// A 32-bit access; accesses of other widths cost in proportion to their bits.
    std::optional<Cost> register_file_pj;
    std::vector<SramCost> sram;  ///< sorted by width, capacity, banks, cell
    std::variant<PerAccessDram, DatasheetDram> dram;
    std::optional<Cost> interconnect_pj_per_bit;  ///< for words moved between a memory and the array
    std::optional<Cost> pe_static_mw;             ///< for one lane
    std::optional<CoreCosts> cores{};
    /// Area of a lane that multiplies and adds in this precision.
    std::array<std::optional<Cost>, precision_count> lane_um2{};
    std::map<std::string, std::string> assumed;  ///< key path within the table -> reason

    friend bool operator==(const CostTable&, const CostTable&) = default;
};

}  // namespace deltasim::machine
