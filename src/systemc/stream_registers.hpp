// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// What the controller writes into a stream or write buffer before a nest begins, through b_transport: the one register
// that they have.

namespace deltasim::systemc
{

struct StreamRegisters {
    std::uint32_t tensor = 0;  ///< core/terms.hpp: whose words pass by, for the counts
};

}  // namespace deltasim::systemc
