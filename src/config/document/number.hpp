// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Numbers as users write them.

namespace deltasim::config
{

/// True if the text consists of decimal digits alone: whole numbers are written like this.
[[nodiscard]] bool is_whole_number(std::string_view text);

/// Parses decimal digits. Returns nothing for other text and for numbers that do not fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_whole_number(std::string_view text);

/// Parses a finite decimal number, which may have an exponent. Returns nothing for other text.
[[nodiscard]] std::optional<double> parse_real_number(std::string_view text);

/// Parses decimal megahertz without exponent and returns exactly that number of hertz. Returns nothing for other text,
/// for fractions of a hertz, and for rates that do not fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_megahertz(std::string_view text);

}  // namespace deltasim::config
