// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

// How much less energy or time a run takes than its baseline. Three ways to express it are in use; each has a name
// here.

namespace deltasim::energy
{

struct Savings {
    double ratio = 1.0;    ///< E_baseline / E
    double x = 0.0;        ///< ratio - 1, the "x" of savings tables
    double percent = 0.0;  ///< 100 (1 - E / E_baseline)
};

/// Savings of `value` against `baseline`; nothing where either is zero or less.
[[nodiscard]] constexpr std::optional<Savings> savings(double baseline, double value)
{
    if (!(baseline > 0.0) || !(value > 0.0)) return std::nullopt;
    return Savings{baseline / value, baseline / value - 1.0, 100.0 * (1.0 - value / baseline)};
}

}  // namespace deltasim::energy
