// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/operand_tally.hpp"

// The forward phase that every schedule but the look-ahead one shares, and what that one takes of it.

namespace deltasim::schedule
{

/// z and a of one layer for some samples of the batch, row by row; lanes over neighbouring columns.
[[nodiscard]] LoopNest forward_nest(const LayerWork& work, SampleRange samples);

/// Where the sum of a row starts: at the bias as it is read, or at the row start that the array holds. At 0 in a layer
/// without biases.
enum class RowStart : std::uint8_t { bias, register_file };

/// Adds the step that ends row `j` of a layer: the lanes' partial sums are added to the row's start, f is applied, and
/// W activation (and W preactivation where f' needs it). Under softmax the array keeps z until the rows are complete.
void add_row_end(NestBuilder& nest, const LayerWork& work, const AffineIndex& j, const AffineIndex& sample,
                 RowStart start);

/// Adds what follows the rows of a layer under softmax: its blocks, W activation. Nothing under other functions.
void add_softmax(NestBuilder& nest, const LayerWork& work, const AffineIndex& sample);

/// The forward phase of all layers and samples.
void add_forward_phase(const StepWork& work, Program& program);
/// The same of some samples.
void add_forward_phase(const StepWork& work, SampleRange samples, Program& program);

/// Books the forward phase of `samples` samples through one layer: per row R bias (if there is one), W activation (and
/// W preactivation where f' needs it); per weight R weight, R activation.
void add_forward_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally);

/// Books what ends the rows of `samples` samples, the bias aside: W activation (and W preactivation).
void add_row_end_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally);

/// Books the forward phase of all layers and samples.
void add_forward_accesses(const model::Head& head, const model::Training& training, OperandTally& tally);

}  // namespace deltasim::schedule
