// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "schedule/operand_tally.hpp"

// What every update that visits each parameter once reads and writes of the parameters themselves.

namespace deltasim
{

/// Books, in phase update of a layer: per weight R activation, R weight, W weight; per bias R bias, W bias.
void add_parameter_accesses(const Head& head, std::uint32_t layer, OperandTally& tally);

}  // namespace deltasim
