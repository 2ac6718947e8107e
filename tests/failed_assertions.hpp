// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace deltasim::test
{

/// The number of assertions that have failed so far in this process.
[[nodiscard]] std::uint64_t failed_assertions();

}  // namespace deltasim::test
