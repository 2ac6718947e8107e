// SPDX-License-Identifier: MIT
#pragma once

#include <exception>

// How the program ends when it cannot do what it was asked for: one table of the kinds of failure.

namespace deltasim::app
{

inline constexpr int run_failed = 1;
inline constexpr int wrong_input = 2;

/// Says what is wrong on stderr. Returns the exit code.
[[nodiscard]] int complain(const std::exception& error);

}  // namespace deltasim::app
