// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "model/head.hpp"
#include "model/training.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/loop_nest.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/operand_tally.hpp"

// The forward phase of every schedule but the look-ahead one, and the parts of it that the look-ahead schedule uses.

namespace deltasim::schedule
{

/// z and a of one layer for some samples of the batch, row by row; lanes work on neighbouring columns.
[[nodiscard]] LoopNest forward_nest(const LayerWork& work, SampleRange samples);

/// Where the sum of a row starts: at the bias, which is read, or at the row start that the array holds; at 0 in a layer
/// without biases.
enum class RowStart : std::uint8_t { bias, register_file };

/// Adds the step that ends row `j` of a layer: adds the lanes' partial sums to the start of the row, applies f, and W
/// activation (and W preactivation if f' needs it). Under softmax the array keeps z until the rows are complete.
void add_row_end(NestBuilder& nest, const LayerWork& work, const AffineIndex& j, const AffineIndex& sample,
                 RowStart start);

/// Adds the steps after the rows of a layer under softmax: for each block W activation. Adds nothing under other
/// functions.
void add_softmax(NestBuilder& nest, const LayerWork& work, const AffineIndex& sample);

/// Adds the forward phase of all layers and samples.
void add_forward_phase(const StepWork& work, Program& program);
/// Adds the forward phase of some samples.
void add_forward_phase(const StepWork& work, SampleRange samples, Program& program);

/// Books the forward phase of `samples` samples through one layer: for each row R bias (if there is one), W activation
/// (and W preactivation if f' needs it); for each weight R weight, R activation.
void add_forward_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally);

/// Books the ends of the rows of `samples` samples, without the bias: W activation (and W preactivation).
void add_row_end_accesses(const model::Head& head, std::uint32_t layer, std::uint64_t samples, OperandTally& tally);

/// Books the forward phase of all layers and samples.
void add_forward_accesses(const model::Head& head, const model::Training& training, OperandTally& tally);

}  // namespace deltasim::schedule
