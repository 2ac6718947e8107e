// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/operand_tally.hpp"

// The delta phase: computes d of every node of a layer and stores it. Lanes work on neighbouring nodes.

namespace deltasim::schedule
{

/// Output layer: for each node R activation, R target, W delta. Hidden layer: for each node and each k of the layer
/// above R delta, R weight; then R activation (preactivation if f' needs z), W delta. One sample after the other. The
/// weights are those of the layer above: its `inputs` are the nodes, its `outputs` are the k of the sum.
[[nodiscard]] LoopNest delta_nest(const LayerWork& work, SampleRange samples);

/// Adds the delta phase of some samples, for the layers from the output down to `lowest`.
void add_delta_phase(const StepWork& work, SampleRange samples, std::uint32_t lowest, Program& program);
/// Adds the delta phase of all samples.
void add_delta_phase(const StepWork& work, std::uint32_t lowest, Program& program);

/// Books the operand accesses of the phase.
void add_delta_accesses(const model::Head& head, const model::Training& training, std::uint32_t lowest,
                        OperandTally& tally);

}  // namespace deltasim::schedule
