// SPDX-License-Identifier: MIT
#include "experiment/tables/quantity_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

#include "report/readable.hpp"

namespace deltasim::experiment
{

namespace
{

/// `value` in the largest of `units`, each `step` times the one before it, in which it is 1 or more.
std::string scaled(double value, std::span<const std::string_view> units, double step)
{
    std::size_t unit = 0;
    // What rounds to a whole step belongs to the next unit.
    while (unit + 1 < units.size() && std::abs(value) >= step * (1.0 - 0.5e-4)) {
        value /= step;
        ++unit;
    }
    return fmt::format("{:.4g} {}", value, units[unit]);
}

}  // namespace

std::string energy_text(double energy, const std::string& unit)
{
    constexpr std::string_view units[]{"pJ", "nJ", "uJ", "mJ", "J", "kJ", "MJ"};
    return unit == "pJ" ? scaled(energy, units, 1000.0) : fmt::format("{:.4g} {}", energy, unit);
}

std::string time_text(double seconds)
{
    constexpr std::string_view units[]{"ns", "us", "ms", "s"};
    return scaled(seconds * 1e9, units, 1000.0);
}

std::string bytes_text(std::uint64_t bytes)
{
    constexpr std::string_view units[]{"bytes", "KiB", "MiB", "GiB", "TiB"};
    const std::string exact = report::readable(bytes) + (bytes == 1 ? " byte" : " bytes");
    return bytes < 1024 ? exact : exact + " (" + scaled(static_cast<double>(bytes), units, 1024.0) + ")";
}

}  // namespace deltasim::experiment
