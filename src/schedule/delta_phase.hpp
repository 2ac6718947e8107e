// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/operand_tally.hpp"

// The delta phase: d of every node of a layer, kept for what follows. Lanes over neighbouring nodes.

namespace deltasim::schedule
{

/// Output layer: R activation, R target, W delta per node. Hidden layer: per node, for each k of the layer above
/// R delta, R weight; then R activation (preactivation where f' needs z), W delta. Each sample in turn. The weights are
/// those of the layer above: its `inputs` are the nodes, its `outputs` the k that are summed over.
[[nodiscard]] LoopNest delta_nest(const LayerWork& work, SampleRange samples);

/// The delta phase of some samples, of the layers from the output down to `lowest`.
void add_delta_phase(const StepWork& work, SampleRange samples, std::uint32_t lowest, Program& program);
/// And of all samples.
void add_delta_phase(const StepWork& work, std::uint32_t lowest, Program& program);

/// Books it.
void add_delta_accesses(const model::Head& head, const model::Training& training, std::uint32_t lowest,
                        OperandTally& tally);

}  // namespace deltasim::schedule
