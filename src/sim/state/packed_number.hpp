// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

// Numbers in few bytes: seven bits a byte, the low bits first. The highest bit of a byte says that more follow.

namespace deltasim::sim
{

inline void append_packed(std::string& bytes, std::uint64_t value)
{
    while (value >= 128) {
        bytes.push_back(static_cast<char>(value | 128U));
        value >>= 7U;
    }
    bytes.push_back(static_cast<char>(value));
}

/// The number at `next`, which is moved behind it.
inline std::uint64_t take_packed(const char*& next)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*next++);
        value |= static_cast<std::uint64_t>(byte & 127U) << shift;
        if (byte < 128) return value;
    }
}

}  // namespace deltasim::sim
