// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "schedule/gradient_sum.hpp"
#include "schedule/parameter_update.hpp"

// The steps of an update, one a sample: its term joins the gradients of neighbouring parameters, and the last sample's
// step moves them.

namespace deltasim::schedule
{

/// One sample's part in the gradients of up to P neighbouring parameters.
struct GradientTerm {
    std::uint64_t lanes = 1;
    OperationCounts operations{};  ///< besides those of the sum, which for a weight include the product d a
    bool needs_result = false;
    std::vector<OperandRequest> operands;  ///< all read
    std::function<float(StepValues&, std::uint64_t lane)> value;
    std::vector<RegisterUse> registers{};  ///< besides the gradients
    std::vector<Factor> factors{};         ///< of the term
    std::size_t others{};                  ///< how many of its operands, the last, are no part of it
    std::vector<Product> products{};       ///< besides the term
};

/// What the last sample's step does besides with a lane's parameter, before and after the update.
struct ParameterUse {
    OperationCounts operations{};
    std::function<void(StepValues&, std::uint64_t lane, float before, float after)> compute{};
    bool moves = true;  ///< whether the values of parameters change: else they are written as they were read
    std::vector<RegisterUse> registers{};
    std::vector<Product> products{};  ///< besides the gradient; with operands by number, as the step has them
};

/// Adds the step of one sample.
void add_update_step(NestBuilder& nest, const LayerWork& work, const ParameterRange& moved, const Sample& sample,
                     GradientTerm term, ParameterUse use = {});

}  // namespace deltasim::schedule
