// SPDX-License-Identifier: MIT
#include "report/quantity_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

#include "report/readable.hpp"

namespace deltasim::report
{

namespace
{

/// `value` in the largest of `units` in which it is at least 1; each unit is `step` times the one before it.
std::string scaled(double value, std::span<const std::string_view> units, double step)
{
    std::size_t unit = 0;
    // A value that rounds to a whole step is shown in the next unit.
    while (unit + 1 < units.size() && std::abs(value) >= step * (1.0 - 0.5e-4)) {
        value /= step;
        ++unit;
    }
    return fmt::format("{:.4g} {}", value, units[unit]);
}

constexpr std::string_view byte_units[]{"bytes", "KiB", "MiB", "GiB", "TiB"};

/// 1264000000000000 as `1.264e15`.
std::string rounded_count(double count)
{
    const std::string text = fmt::format("{:.3e}", count);
    const std::size_t mark = text.find('e');
    return text.substr(0, mark + 1) + text.substr(text.find_first_not_of("+0", mark + 1));
}

}  // namespace

std::string energy_text(double energy, const std::string& unit)
{
    constexpr std::string_view units[]{"pJ", "nJ", "uJ", "mJ", "J", "kJ", "MJ", "GJ", "TJ"};
    return unit == "pJ" ? scaled(energy, units, 1000.0) : fmt::format("{:.4g} {}", energy, unit);
}

std::string time_text(double seconds)
{
    constexpr std::string_view units[]{"ns", "us", "ms", "s"};
    constexpr double hour = 3600.0;
    constexpr double day = 24.0 * hour;
    constexpr double most_seconds = 1e4;
    if (std::abs(seconds) >= 100.0 * hour) return readable(seconds / day, NumberStyle::general) + " days";
    if (std::abs(seconds) >= most_seconds) return fmt::format("{:.4g} h", seconds / hour);
    return scaled(seconds * 1e9, units, 1000.0);
}

std::string bytes_text(std::uint64_t bytes)
{
    const std::string exact = readable(bytes) + (bytes == 1 ? " byte" : " bytes");
    return bytes < 1024 ? exact : exact + " (" + scaled(static_cast<double>(bytes), byte_units, 1024.0) + ")";
}

std::string quantity_text(const Cell& cell, const Column& column)
{
    const auto* const count = std::get_if<std::uint64_t>(&cell);
    const auto* const real = std::get_if<double>(&cell);
    if (count == nullptr && real == nullptr) return readable(cell, column.style);
    const double value = count != nullptr ? static_cast<double>(*count) : *real;
    if (!std::isfinite(value)) return readable(cell, column.style);
    if (column.unit == "pJ") return energy_text(value, column.unit);
    constexpr double picojoules_a_joule = 1e12;
    if (column.unit == "J") return energy_text(value * picojoules_a_joule, "pJ");
    if (column.unit == "s") return time_text(value);
    if (column.unit == "B") return scaled(value, byte_units, 1024.0);
    constexpr std::uint64_t most_grouped = 10'000'000;
    if (count != nullptr && *count >= most_grouped) return rounded_count(value);
    return readable(cell, column.style);
}

std::string header_unit(const Column& column)
{
    const bool in_cells = column.unit == "pJ" || column.unit == "J" || column.unit == "s" || column.unit == "B";
    return in_cells ? "" : shown_unit(column);
}

}  // namespace deltasim::report
