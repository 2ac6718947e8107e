// SPDX-License-Identifier: MIT
#pragma once

#include "model/head.hpp"
#include "schedule/update_step.hpp"

// Registers of the array hold the deltas of a row, of all samples, while the weights of the row pass. The bias, which
// also needs the deltas, comes first.

namespace deltasim::schedule
{

/// For each sample R delta, which is latched; then R bias, W bias, if the layer has biases.
void add_latching_bias_steps(NestBuilder& nest, const LayerWork& work, const AffineIndex& j,
                             const ParameterUse& use = {});

/// The register in which lanes hold the delta of row `j` of a sample.
[[nodiscard]] RegisterUse latched_register(const LayerWork& work, const AffineIndex& sample, const AffineIndex& j);

/// The term of a weight: the latched delta times the activation, which is the first word that the step reads.
[[nodiscard]] GradientTerm latched_term(OperandRequest activation, std::uint64_t lanes, const model::Products& products,
                                        RegisterUse delta, std::vector<Factor> factors);

}  // namespace deltasim::schedule
