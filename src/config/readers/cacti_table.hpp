// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document/diagnostics.hpp"

// The table of SRAM costs that scripts/make-cacti-table writes: comma-separated values; `#` begins a comment, and the
// first other line names the columns.

namespace deltasim::config
{

/// One run of CACTI. Energies and power stay text, so that no digit changes on the way to a resolved table.
struct CactiRow {
    double technology_nm = 0.0;
    std::string device;  ///< hp, lstp or lop
    std::string cell;    ///< sram
    std::uint64_t capacity_bytes = 0;
    std::uint64_t width_bits = 0;
    std::uint64_t banks = 0;
    std::string read_pj;
    std::string write_pj;
    std::string leakage_mw;
    std::string area_mm2;  ///< empty in tables that lack it
    int line = 0;
};

/// Reads the table. Diagnoses all errors, each at its line, and then returns nothing.
[[nodiscard]] std::optional<std::vector<CactiRow>> read_cacti_table(const std::filesystem::path& file,
                                                                    Diagnostics& diagnostics);

}  // namespace deltasim::config
