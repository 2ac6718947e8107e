// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace deltasim::sim
{

/// Whether runs are folded, and how much may be remembered for it.
struct FoldSettings {
    bool enabled = true;
    std::uint64_t memo_bytes = std::uint64_t{448} << 20U;  ///< when it is reached, all is forgotten and learnt anew
};

}  // namespace deltasim::sim
