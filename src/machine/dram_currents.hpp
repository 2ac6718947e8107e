// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/enum_names.hpp"

// The supply currents of one DRAM device as its datasheet lists them, rail by rail, and the timings that turn them into
// energies.

namespace deltasim::machine
{

/// Currents by their JEDEC names. I_beta flows while a row closes; without a value it equals IDD0. IDD5PB flows while
/// single banks are refreshed: in LPDDR it is an average over tREFI / 8, as the standard measures it; elsewhere (IDD5C
/// of DDR5) it flows while the refresh lasts. IDD2P and IDD3P flow in power-down, without and with a row open; IDD6
/// flows in self-refresh and includes its refreshes.
enum class Current : std::uint8_t { IDD0, I_beta, IDD2N, IDD3N, IDD4R, IDD4W, IDD5B, IDD5PB, IDD2P, IDD3P, IDD6 };
inline constexpr EnumNames<Current, 11> current_names{
    {"IDD0", "I_beta", "IDD2N", "IDD3N", "IDD4R", "IDD4W", "IDD5B", "IDD5PB", "IDD2P", "IDD3P", "IDD6"}};
inline constexpr std::size_t current_count = current_names.size();

/// The number of banks with an open row while IDD3N is measured: all in DDR, one in LPDDR.
enum class OpenBanks : std::uint8_t { all, one };
inline constexpr EnumNames<OpenBanks, 2> open_banks_names{{"all", "one"}};

struct SupplyRail {
    std::string name;
    double volts = 0.0;
    bool interface = false;  ///< true: the rail supplies the drivers of the pins, not the core
    std::array<std::optional<double>, current_count> milliamperes;  ///< indexed by Current

    friend bool operator==(const SupplyRail&, const SupplyRail&) = default;
};

struct DramCurrents {
    std::vector<SupplyRail> rails;
    OpenBanks idd3n_open_banks = OpenBanks::all;
    /// The share of IDD3N - IDD2N that does not depend on the number of open banks, from 0 to 1; DRAMPower's
    /// bwPowerFactRho.
    double rho = 1.0;
    std::uint64_t banks_per_bank_refresh = 1;  ///< banks that one command refreshes: in DDR5 one of each group
    std::uint64_t row_cycles = 0;              ///< tRAS
    std::uint64_t precharge_cycles = 0;        ///< tRP for one bank

    friend bool operator==(const DramCurrents&, const DramCurrents&) = default;
};

}  // namespace deltasim::machine
