// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "app/command_line.hpp"

// Checks of option values; their messages have the same words as those for files.

namespace deltasim::app
{

/// Text that is not empty; `what` says what it is, such as `a path`.
[[nodiscard]] Check given(const std::string& what);

/// A whole number in decimal digits from `least` to `most`. For Option::transform(): it rewrites the number, since
/// CLI11 would read a leading zero as octal.
[[nodiscard]] Rewriting whole_number(std::uint64_t least,
                                     std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// A finite number above 0.
[[nodiscard]] Check positive_number();

/// A number from 0 to 1.
[[nodiscard]] Check share();

/// A clock in MHz, with the same limits as in files.
[[nodiscard]] Check clock_mhz();

}  // namespace deltasim::app
