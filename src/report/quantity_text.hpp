// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "report/table.hpp"

// Writes quantities for people: four significant digits and a unit of a readable size.

namespace deltasim::report
{

/// Picojoules as `399.1 mJ`; an energy in another unit as `12.5 MACs`.
[[nodiscard]] std::string energy_text(double energy, const std::string& unit);

/// Seconds as `150.4 ms`.
[[nodiscard]] std::string time_text(double seconds);

/// Bytes as `411,041,792 bytes (392 MiB)`; the second form only from 1 KiB on.
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

/// A cell in the unit of its column: `115.9 mJ`, `94.4 ms`, `392 MiB`. Counts from ten million on are written as
/// `1.264e15`; all other cells as readable() writes them.
[[nodiscard]] std::string quantity_text(const Cell& cell, const Column& column);

/// The unit that the column's header shows, since quantity_text() does not.
[[nodiscard]] std::string header_unit(const Column& column);

}  // namespace deltasim::report
