// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/operand_tally.hpp"

// The forward phase that every schedule but the look-ahead one shares.

namespace deltasim
{

/// z and a of one layer, row by row; lanes over neighbouring columns.
[[nodiscard]] LoopNest forward_nest(const Head& head, std::uint32_t layer, std::uint64_t lanes);

/// Books the forward phase of every layer: per row R bias, W activation (and W preactivation where f' needs it); per
/// weight R weight, R activation.
void add_forward_accesses(const Head& head, OperandTally& tally);

}  // namespace deltasim
