// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// The register that the controller writes into a stream or write buffer before a nest begins, through b_transport.

namespace deltasim::systemc
{

struct StreamRegisters {
    std::uint32_t tensor = 0;  ///< see core/terms.hpp: the tensor whose words pass, for the counts
};

}  // namespace deltasim::systemc
