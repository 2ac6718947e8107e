// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "report/table.hpp"

// Quantities as a person says them: four significant digits and a unit of a fitting size.

namespace deltasim::report
{

/// Picojoules as `399.1 mJ`; an energy in another unit as `12.5 MACs`.
[[nodiscard]] std::string energy_text(double energy, const std::string& unit);

/// Seconds as `150.4 ms`.
[[nodiscard]] std::string time_text(double seconds);

/// Bytes as `411,041,792 bytes (392 MiB)`, the second where it is 1 KiB or more.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

/// A cell by its column's unit: `115.9 mJ`, `94.4 ms`, `392 MiB`; of a count from ten million up `1.264e15`; others as
/// readable() has them.
[[nodiscard]] std::string quantity_text(const Cell& cell, const Column& column);

/// The unit that quantity_text() leaves to the column's header.
[[nodiscard]] std::string header_unit(const Column& column);

}  // namespace deltasim::report
