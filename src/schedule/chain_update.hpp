// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/operand_tally.hpp"

// The update of schedules that keep no delta of the layer itself: G(l, j), the node's part of the chain rule, is
// computed anew for every weight and bias.

namespace deltasim::schedule
{

/// Adds the steps that leave sum_k W[l+1][k][j] G(l+1, k) of one sample in accumulator 0 of each lane; `j` is the node.
using ChainWriter =
    std::function<void(NestBuilder& nest, const AffineIndex& j, const AffineIndex& sample, std::uint64_t lanes)>;

/// For each weight and sample: the chain, R activation (preactivation if f' needs z), R activation of the layer below.
/// Then R weight, W weight. The same for biases. The output layer has no chain: R activation, R target.
[[nodiscard]] LoopNest chain_update_nest(const LayerWork& work, const ChainWriter& add_chain);

/// Books the operand accesses of the update, except those of the chains.
void add_chain_update_accesses(const model::Head& head, const model::Training& training, std::uint32_t layer,
                               OperandTally& tally);

/// The number of chains that an update of the layer computes. Throws OverflowError.
[[nodiscard]] std::uint64_t chain_count(const model::Head& head, const model::Training& training, std::uint32_t layer);

}  // namespace deltasim::schedule
