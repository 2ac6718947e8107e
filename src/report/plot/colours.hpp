// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

// Colours of figures. Colour-blind readers can tell them apart, also in grey print: neighbours differ in lightness.

namespace deltasim::report
{

/// The colour number `number` of `count` colours, as `#rrggbb`, from dark to light.
[[nodiscard]] std::string colour(std::size_t number, std::size_t count);

/// gnuplot's number of the point type for the thing with this number: filled points come before open ones.
[[nodiscard]] int point_kind(std::size_t number);

/// The whole scale in gnuplot's words for a palette.
[[nodiscard]] std::string palette_words();

}  // namespace deltasim::report
