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
};

}  // namespace deltasim::sim
