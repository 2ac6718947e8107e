// SPDX-License-Identifier: MIT
#pragma once

#include "config/document/value.hpp"
#include "model/tensor_precisions.hpp"

// Reads `precision:` of a training: one for all tensors, or a mapping by tensor with a `default` for the others.

namespace deltasim::config
{

/// Without `default`, tensors that the mapping does not name are fp32. Diagnoses every error, and then does not change
/// `target`.
void read_precisions(const Value& value, model::TensorPrecisions& target);

}  // namespace deltasim::config
