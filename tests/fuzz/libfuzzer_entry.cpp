// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstdint>

#include "fuzz/targets.hpp"

// The entry that libFuzzer calls; TARGET is a function of targets.hpp.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    deltasim::fuzz::TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
