// SPDX-License-Identifier: MIT
#include "model/head.hpp"

#include "core/checked.hpp"

namespace deltasim::model
{

std::uint64_t Head::weights(std::uint32_t l) const { return checked_multiply(layer(l).outputs, layer(l).inputs); }

}  // namespace deltasim::model
