// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "config/document/setting.hpp"
#include "config/document/value.hpp"
#include "machine/dram_device.hpp"

// The timing rules of a DRAM device, their delays sums of its timings. Rules that a controller could not keep are
// refused, and a table that would let two bursts meet on the data bus.

namespace deltasim::config
{

/// The clocks for which a burst holds the data bus, among the timings of a device.
inline constexpr std::string_view burst_word = "burst";

/// Clocks by name.
struct Timings {
    std::map<std::string, std::uint64_t> clocks;
    bool complete = true;                       ///< none was missing or wrong
    Value interval{};                           ///< tREFI as written
    std::map<std::string, Setting> settings{};  ///< of those that were put in, as by the command line
};

/// `device` is read but for its rules.
void read_rules(const Value& list, machine::DramDevice& device, const Timings& timings);

}  // namespace deltasim::config
