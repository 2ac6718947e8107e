// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

// Colours of figures, told apart by colour-blind readers and in grey print: neighbours differ in lightness.

namespace deltasim::report
{

/// The colour of one of `count` things, `#rrggbb`, from dark to light.
[[nodiscard]] std::string colour(std::size_t number, std::size_t count);

/// gnuplot's number of a mark for one of several things: filled ones before open ones.
[[nodiscard]] int point_kind(std::size_t number);

/// The whole scale as gnuplot defines a palette.
[[nodiscard]] std::string palette_words();

}  // namespace deltasim::report
