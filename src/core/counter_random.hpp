// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// Random numbers that depend on what they are for, and not on when they are drawn: whoever repeats a computation, in
// whatever order, draws the same numbers.

namespace deltasim
{

/// 64 well mixed bits of two numbers (the finalizer of splitmix64: Steele, Lea and Flood, OOPSLA 2014).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t key, std::uint64_t counter)
{
    std::uint64_t z = key + (counter + 1) * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

/// Uniform in [0, 1), a multiple of 2^-24.
[[nodiscard]] constexpr float in_unit_interval(std::uint64_t bits)
{
    return static_cast<float>(bits >> 40U) * 0x1p-24F;
}

}  // namespace deltasim
