// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/enum_names.hpp"

// What modules and the SystemC kernel report, through sc_report: errors are thrown, the rest goes to stderr as far as
// the level asks for it. By itself the kernel would write to stdout, where results go.

namespace deltasim::systemc
{

/// warning: what is odd; info: each phase of a layer as it begins; debug: every DRAM command, too.
enum class LogLevel : std::uint8_t { error, warning, info, debug };
inline constexpr EnumNames<LogLevel, 4> log_level_names{{"error", "warning", "info", "debug"}};

/// From now on, in this process.
void install_reports(LogLevel level);

}  // namespace deltasim::systemc
