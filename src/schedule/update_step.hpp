// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "schedule/gradient_sum.hpp"
#include "schedule/parameter_update.hpp"

// The steps of an update, one for each sample: each adds its term to the gradients of neighbouring parameters, and the
// step of the last sample moves the parameters.

namespace deltasim::schedule
{

/// The part of one sample in the gradients of up to P neighbouring parameters.
struct GradientTerm {
    std::uint64_t lanes = 1;
    OperationCounts operations{};  ///< beside those of the sum, which for a weight include the product d a
    bool needs_result = false;
    std::vector<OperandRequest> operands;  ///< all are reads
    std::function<float(StepValues&, std::uint64_t lane)> value;
    std::vector<RegisterUse> registers{};  ///< beside the gradients
    std::vector<Factor> factors{};         ///< of the term
    std::size_t others{};                  ///< how many of its last operands are not factors of the term
    std::vector<Product> products{};       ///< beside the term
};

/// What the step of the last sample also does with a lane's parameter, before and after the update.
struct ParameterUse {
    OperationCounts operations{};
    std::function<void(StepValues&, std::uint64_t lane, float before, float after)> compute{};
    bool moves = true;  ///< the values of parameters change; otherwise they are written as they were read
    std::vector<RegisterUse> registers{};
    std::vector<Product> products{};  ///< beside the gradient; operands by number, as the step has them
};

/// Adds the step of one sample.
void add_update_step(NestBuilder& nest, const LayerWork& work, const ParameterRange& moved, const Sample& sample,
                     GradientTerm term, ParameterUse use = {});

}  // namespace deltasim::schedule
