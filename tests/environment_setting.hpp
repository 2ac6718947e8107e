// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "rooms.hpp"

// How many seeds a law test draws, and which: environment variables may ask for more.

namespace deltasim::test
{

/// The whole number in an environment variable, or `otherwise` if there is none.
inline std::uint64_t environment_setting(const char* name, std::uint64_t otherwise)
{
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// How many runs a law draws: what the environment says, or `usual`. Under the address sanitizer, where a run takes
/// some twenty times as long, a fifth of the usual ones.
inline std::uint64_t number_of_runs(const char* name, std::uint64_t usual)
{
#if defined(__SANITIZE_ADDRESS__)
    usual = std::max<std::uint64_t>(1, usual / 5);
#endif
    return environment_setting(name, usual);
}

}  // namespace deltasim::test
