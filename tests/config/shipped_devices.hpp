// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "places.hpp"
#include "rooms.hpp"

// The DRAM devices of configs/dram, and every policy that their controllers can have.

namespace deltasim::test
{

/// The names of all shipped devices.
inline std::vector<std::string> shipped_devices()
{
    std::vector<std::string> names;
    for (const auto& [name, line] : list_library(Library::dram, {{source_directory()}})) names.push_back(name);
    return names;
}

inline DramDevice shipped_device(const std::string& name)
{
    return load_dram_device(name, "--dram", {}, {{source_directory()}}).device;
}

/// True if the device has rules for per-bank refresh.
inline bool refreshes_banks(const DramDevice& device)
{
    return std::any_of(device.rules.begin(), device.rules.end(),
                       [](const TimingRule& rule) { return rule.preceding == DramCommand::refresh_bank; });
}

/// The device with an idle state whose figures are drawn by the seed.
inline DramDevice resting(DramDevice device, IdleState state, std::uint64_t seed)
{
    const auto drawn = [&seed](std::uint64_t below) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        return (seed >> 33U) % below;
    };
    drawn(2);
    device.idle = {state, drawn(3) == 0 ? 0 : drawn(400), 1 + drawn(40), 1 + drawn(60), 0};
    device.idle.wake_read_cycles = device.idle.wake_cycles + (drawn(2) == 0 ? 0 : drawn(500));
    return device;
}

/// The device with every possible page policy, refresh granularity and number of postponed refreshes.
inline std::vector<DramDevice> variants(DramDevice device)
{
    std::vector<DramDevice> all;
    for (const PagePolicy page : {PagePolicy::open, PagePolicy::closed}) {
        for (const RefreshGranularity refresh : {RefreshGranularity::all_bank, RefreshGranularity::per_bank}) {
            if (refresh == RefreshGranularity::per_bank && !refreshes_banks(device)) continue;
            for (const std::uint64_t postponed : {0U, 8U}) {
                if (postponed > 0 && device.refresh_interval_cycles == 0) continue;
                device.page = page;
                device.refresh = refresh;
                device.postponed_refreshes = postponed;
                all.push_back(device);
            }
        }
    }
    return all;
}

}  // namespace deltasim::test
