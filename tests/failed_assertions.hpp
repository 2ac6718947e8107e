// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace deltasim::test
{

/// How many assertions have failed so far in this process.
[[nodiscard]] std::uint64_t failed_assertions();

}  // namespace deltasim::test
