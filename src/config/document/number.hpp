// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Numbers as users write them.

namespace deltasim::config
{

/// Whether the text is decimal digits alone, which is how whole numbers are written.
[[nodiscard]] bool is_whole_number(std::string_view text);

/// Decimal digits; nothing for other text and for what does not fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_whole_number(std::string_view text);

/// A finite decimal number, with an exponent if need be; nothing for other text.
[[nodiscard]] std::optional<double> parse_real_number(std::string_view text);

/// Megahertz, decimal, without exponent, as a whole number of hertz, exactly; nothing for other text, for fractions
/// of a hertz and for what does not fit 64 bits.
[[nodiscard]] std::optional<std::uint64_t> parse_megahertz(std::string_view text);

}  // namespace deltasim::config
