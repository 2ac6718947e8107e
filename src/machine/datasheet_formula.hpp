// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/enum_names.hpp"

// The formula that turns the currents of a DRAM datasheet into energy.

namespace deltasim::machine
{

/// DRAMPower 5 and 6 (the default), or Micron's power calculators (TN-41-01, TN-40-07), which DRAMsim3 follows.
enum class DatasheetFormula : std::uint8_t { drampower, micron };
inline constexpr EnumNames<DatasheetFormula, 2> datasheet_formula_names{{"drampower", "micron"}};

}  // namespace deltasim::machine
