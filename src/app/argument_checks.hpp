// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>

// What option values must look like, with messages in the words of those for files.

namespace deltasim::app
{

/// Text that is not empty; `what` it is, such as `a path`.
[[nodiscard]] CLI::Validator given(const std::string& what);

/// A whole number in decimal digits from `least` to `most`. For Option::transform(): it writes the number anew, as a
/// leading zero would mean octal.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t least,
                                          std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

/// A finite number above 0.
[[nodiscard]] CLI::Validator positive_number();

/// A number from 0 to 1.
[[nodiscard]] CLI::Validator share();

/// A clock in MHz as files have it.
[[nodiscard]] CLI::Validator clock_mhz();

}  // namespace deltasim::app
