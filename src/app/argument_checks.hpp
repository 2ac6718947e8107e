// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>

// What option values must look like, with messages in the words of those for files.

namespace deltasim::app
{

/// Text that is not empty; `what` it is, such as `a path`.
[[nodiscard]] CLI::Validator given(const std::string& what);

/// A whole number in decimal digits that fits 64 bits, at least `least`. For Option::transform(): it writes the number
/// anew, as a leading zero would mean octal.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t least);

/// A finite number above 0.
[[nodiscard]] CLI::Validator positive_number();

}  // namespace deltasim::app
