// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdlib>

#include "rooms.hpp"

// How many seeds a law is tried on, and which: the environment may ask for more than the usual ones.

namespace deltasim::test
{

/// A whole number of the environment, or `otherwise` where it has none.
inline std::uint64_t environment_setting(const char* name, std::uint64_t otherwise)
{
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace deltasim::test
