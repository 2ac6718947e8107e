// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/enum_names.hpp"

// Reports of modules and of the SystemC kernel, through sc_report: errors are thrown; all others go to stderr if the
// level asks for them. Without this the kernel would write to stdout, which is for results.

namespace deltasim::systemc
{

/// warning: something odd; info: each phase of a layer when it begins; debug: also every DRAM command.
enum class LogLevel : std::uint8_t { error, warning, info, debug };
inline constexpr EnumNames<LogLevel, 4> log_level_names{{"error", "warning", "info", "debug"}};

/// Installs the handler in this process.
void install_reports(LogLevel level);

}  // namespace deltasim::systemc
