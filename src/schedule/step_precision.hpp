// SPDX-License-Identifier: MIT
#pragma once

#include "core/precision.hpp"
#include "model/tensor_precisions.hpp"
#include "schedule/loop_nest.hpp"

// The precision in which the operations of a step compute.

namespace deltasim::schedule
{

/// The widest precision (see wider()) of the words that the step reads and writes; fp32 if there are none. Words that
/// the lanes keep from earlier steps do not count.
[[nodiscard]] Precision computed_in(const LoopNest& nest, const Step& step, const model::TensorPrecisions& precisions);

}  // namespace deltasim::schedule
