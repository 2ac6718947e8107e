// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "schedule/update_step.hpp"

// The deltas of a row, of all samples, held in registers of the array while its weights go by. The bias, which needs
// them too, comes first.

namespace deltasim::schedule
{

/// Per sample R delta, which is latched; then R bias, W bias, where the layer has biases.
void add_latching_bias_steps(NestBuilder& nest, const LayerWork& work, const AffineIndex& j,
                             const ParameterUse& use = {});

/// Where lanes hold the delta of row `j` of a sample.
[[nodiscard]] RegisterUse latched_register(const LayerWork& work, const AffineIndex& sample, const AffineIndex& j);

/// The term of a weight: the latched delta times the activation, which is the first that its step reads.
[[nodiscard]] GradientTerm latched_term(OperandRequest activation, std::uint64_t lanes, const model::Products& products,
                                        RegisterUse delta, std::vector<Factor> factors);

}  // namespace deltasim::schedule
