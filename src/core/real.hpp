// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// Counts as real numbers: in energies and bounds, which are no counts any more.

namespace deltasim
{

[[nodiscard]] constexpr double real(std::uint64_t count) { return static_cast<double>(count); }

}  // namespace deltasim
