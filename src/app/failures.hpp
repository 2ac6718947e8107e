// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// How the program ends when it fails: a table of the kinds of failure.

namespace deltasim::app
{

inline constexpr int run_failed = 1;
inline constexpr int wrong_input = 2;

/// Prints on stderr what is wrong. Returns the exit code.
[[nodiscard]] int complain(const std::exception& error);

}  // namespace deltasim::app
