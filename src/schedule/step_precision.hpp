// SPDX-License-Identifier: MIT
#pragma once

#include "core/precision.hpp"
#include "model/tensor_precisions.hpp"
#include "schedule/loop_nest.hpp"

// What the operations of a step compute in.

namespace deltasim::schedule
{

/// The widest precision (see wider()) of the words that the step reads and writes; fp32 where there are none. What the
/// lanes keep from earlier steps has no say.
[[nodiscard]] Precision computed_in(const LoopNest& nest, const Step& step, const model::TensorPrecisions& precisions);

}  // namespace deltasim::schedule
