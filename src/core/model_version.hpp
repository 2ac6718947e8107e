// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// The version of the simulated model that stored results belong to.

namespace deltasim
{

/// Of the simulator's behaviour: to be raised whenever any simulation's counts or time change. Results stored by
/// another version are not taken for this one's.
inline constexpr std::int64_t model_version = 21;

}  // namespace deltasim
