// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostic.hpp"
#include "core/enum_names.hpp"
#include "core/quantity.hpp"
#include "core/run_counts.hpp"
#include "machine/datasheet_formula.hpp"
#include "machine/dram_device.hpp"

// Energy of a DRAM from the currents of its datasheet: the energy of its commands, and the background that flows all
// the time. A pure function of counts and device.

namespace deltasim::energy
{

/// The first five are energies of commands, beyond the background. The others are the background; in the last three of
/// them the device's clock is stopped.
enum class DramEnergyKind : std::uint8_t {
    activate,
    precharge,
    read,
    write,
    refresh,
    active_background,
    precharged_background,
    active_power_down,
    precharged_power_down,
    self_refresh
};
inline constexpr EnumNames<DramEnergyKind, 10> dram_energy_kind_names{
    {"activate", "precharge", "read", "write", "refresh", "active_background", "precharged_background",
     "active_power_down", "precharged_power_down", "self_refresh"}};
using DramEnergyByKind = std::array<Picojoules, dram_energy_kind_names.size()>;

/// Sums over all devices of the DRAM.
struct DramEnergy {
    struct Rail {
        std::string name;
        bool interface = false;
        DramEnergyByKind by_kind{};
    };
    machine::DatasheetFormula formula = machine::DatasheetFormula::drampower;
    std::vector<Rail> rails;

    /// Summed over the rails of the core; so are the two sums below.
    [[nodiscard]] Picojoules of(DramEnergyKind kind) const;
    [[nodiscard]] Picojoules commands() const;
    [[nodiscard]] Picojoules background() const;
    /// Energy of the rails that supply the pins, as far as the datasheet lists such rails; nothing where it lists none.
    [[nodiscard]] std::optional<Picojoules> interface() const;
};

/// Energy of every device of every rank and channel, by rail: the rails of the core, and apart from them the rails of
/// the interface, where the device lists such rails.
///
/// Currents are given at the rated clock of the device. At a slower clock the currents of bursts and of the background
/// fall in proportion, so that a burst, or a clock of background, takes the same energy as at the rated clock; an
/// activate and a refresh keep their energy, too. Micron's calculator for DDR3 scales like this (TN-41-01: powers of
/// PRE_STBY, ACT_STBY, RD and WR are scaled by "freq used" over that of the specification, those of ACT and REF are
/// not); we use it for every device. It ignores leakage, which does not depend on the clock.
///
/// With V and the currents of a rail, B banks of a rank, times in clocks:
///
/// `drampower` (DRAMPower 5 and 6, standards/*/core_calculation_*.cpp): I_rho flows while any row of a rank is open,
/// I_1 with exactly one. IDD3N with all banks open: I_rho = rho (IDD3N - IDD2N) + IDD2N, I_1 = (IDD3N + (B-1) I_rho) /
/// B. IDD3N with one bank open: I_1 = IDD3N, I_rho = (B rho I_1 + (1-rho) IDD2N) / (B rho + 1 - rho). With b open, I_b
/// = I_rho + b (I_1 - I_rho). I_theta = (IDD0 (tRP + tRAS) - I_beta tRP) / tRAS. activate V (I_theta - I_1) tRAS;
/// precharge V (I_beta - IDD2N) tRP; read V (IDD4R - IDD3N) burst, write alike; refresh V (IDD5B - I_B) tRFC; of k
/// banks V (IDD5PB - I_k) tRFCpb. LPDDR gives IDD5PB as an average over tREFI / 8; it is first converted to the current
/// during tRFCpb. A refresh opens its banks: for tRFC it counts as active background. An auto-precharge counts as a
/// precharge.
///
/// `micron` (TN-41-01, TN-40-07; DRAMsim3): activate V (IDD0 tRC - IDD3N tRAS - IDD2N tRP), which includes the
/// precharge, so that the kind precharge is 0; read V (IDD4R - IDD3N) burst, write alike; refresh V (IDD5B - IDD3N)
/// tRFC, of banks with IDD5PB (LPDDR: converted as above) and tRFCpb; background V IDD3N while any row of a rank is
/// open, else V IDD2N.
///
/// Where the device has a termination, the energy of its data lines is one more rail of the interface, of the same
/// name: V^2 times a conductance, for every line of every chip, as long as a burst lasts on the run's clock. A line is
/// high as often as it is low, and of a pair of strobes one is always high and one low. With a termination to VDDQ or
/// ground, current flows at one of the two levels: 1 / (2 (RON + RTT)). With a termination to half of VDDQ, it flows at
/// both levels, and also through RTT's two resistors: with G = 1 / (2 RTT) and D = 1 / RON, G (D + G) / (D + 2 G). The
/// charging of the lines and the termination of other ranks are left out.
///
/// Both: a rank in power-down draws IDD3P with a row open and IDD2P with none, in place of its background, and in
/// self-refresh IDD6, which includes its refreshes, whatever its clock.
///
/// Throws InputError where the device has no currents, lacks one that the counts need, or has currents that make an
/// energy negative; the message names the device and the keys.
[[nodiscard]] DramEnergy datasheet_energy(const DramCounts& counts, const machine::DramDevice& device,
                                          machine::DatasheetFormula formula);

}  // namespace deltasim::energy
