// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "machine/dram_device.hpp"
#include "rooms.hpp"

// A DRAM device with one rank of one chip, and one rail with round currents, for tests to alter.

namespace deltasim::test
{

/// In the order of Current: IDD0, I_beta, IDD2N, IDD3N, IDD4R, IDD4W, IDD5B, IDD5PB.
inline SupplyRail rail(const std::string& name, double volts, const std::vector<double>& milliamperes)
{
    SupplyRail rail;
    rail.name = name;
    rail.volts = volts;
    for (std::size_t i = 0; i < milliamperes.size(); ++i) rail.milliamperes[i] = milliamperes[i];
    return rail;
}

/// 1 GHz, 8 banks, bursts of 4 clocks, tRAS 30, tRP 10, tRFC 100, tRFCpb 50, tREFI 1600; 1 V.
inline DramDevice round_device()
{
    DramDevice device;
    device.name = "round";
    device.clock_hz = 1'000'000'000;
    device.bank_groups = 2;
    device.banks_per_group = 4;
    device.device_width_bits = 8;
    device.channel_width_bits = 8;
    device.refresh_cycles = 100;
    device.bank_refresh_cycles = 50;
    device.refresh_interval_cycles = 1600;
    DramCurrents currents;
    currents.rails = {rail("VDD", 1.0, {60, 60, 20, 40, 100, 90, 140, 70})};
    currents.row_cycles = 30;
    currents.precharge_cycles = 10;
    device.currents = currents;
    return device;
}

}  // namespace deltasim::test
