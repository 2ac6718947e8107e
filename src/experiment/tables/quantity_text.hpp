// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

// Quantities in sentences: four significant digits and a unit of a fitting size.

namespace deltasim::experiment
{

/// Picojoules as `399.1 mJ`; an energy in another unit as `12.5 MACs`.
[[nodiscard]] std::string energy_text(double energy, const std::string& unit);

/// Seconds as `150.4 ms`.
[[nodiscard]] std::string time_text(double seconds);

/// Bytes as `411,041,792 bytes (392 MiB)`, the second where it is 1 KiB or more.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

}  // namespace deltasim::experiment
