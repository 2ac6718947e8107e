// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "config/document/setting.hpp"
#include "config/document/value.hpp"
#include "machine/dram_device.hpp"

// Reads the timing rules of a DRAM device, whose delays are sums of its timings. Refuses rules that the controller
// could not keep, and tables under which two bursts could meet on the data bus.

namespace deltasim::config
{

/// The name, among the timings of a device, of the clocks for which a burst holds the data bus.
inline constexpr std::string_view burst_word = "burst";

/// Clocks by name.
struct Timings {
    std::map<std::string, std::uint64_t> clocks;
    bool complete = true;                       ///< no timing was missing or wrong
    Value interval{};                           ///< tREFI as written
    std::map<std::string, Setting> settings{};  ///< timings that were put in, such as by the command line
};

/// All of `device` except its rules must have been read.
void read_rules(const Value& list, machine::DramDevice& device, const Timings& timings);

}  // namespace deltasim::config
