// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace deltasim::sim
{

/// Whether runs are folded, and how much memory may be used for it.
struct FoldSettings {
    bool enabled = true;
    /// When this is reached, everything is forgotten and learnt anew.
    std::uint64_t memo_bytes = std::uint64_t{400} << 20U;
    /// Loops of fewer steps are not looked up. The smallest block of iterations has a quarter of that.
    std::uint64_t fewest_steps = 64;
};

}  // namespace deltasim::sim
