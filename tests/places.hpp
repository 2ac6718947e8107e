// SPDX-License-Identifier: MIT
#pragma once

#include <string>

// The places of everything that tests read and run.

namespace deltasim::test
{

/// The source tree, without a slash at its end.
[[nodiscard]] std::string source_directory();

/// The program that was built beside the tests.
[[nodiscard]] std::string program_file();

/// A library that makes a program believe that its file systems have no locks, if it is loaded before all others.
[[nodiscard]] std::string no_locks_library();

}  // namespace deltasim::test
