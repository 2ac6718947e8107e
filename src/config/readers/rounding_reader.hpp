// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "config/document/value.hpp"
#include "model/training.hpp"

// Reads how words narrower than fp32 are rounded, and the scales of whole numbers.

namespace deltasim::config
{

/// Reads `stochastic`, or `{default: nearest, weight: stochastic}`.
void read_roundings(const Value& value, model::TensorRoundings& target);
/// Writes the roundings as YAML.
[[nodiscard]] std::string rounding_text(const model::TensorRoundings& roundings);

/// Reads `{weight: 0.0078125, "activation[2]": 0.5}`: keys are tensors, or tensors of a layer.
void read_tensor_scales(const Value& value, std::map<std::string, float>& target);
/// Writes the scales as YAML.
[[nodiscard]] std::string scales_text(const std::map<std::string, float>& scales);

}  // namespace deltasim::config
