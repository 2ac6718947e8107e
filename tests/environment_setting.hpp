// SPDX-License-Identifier: MIT
#pragma once

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

}  // namespace deltasim::test
