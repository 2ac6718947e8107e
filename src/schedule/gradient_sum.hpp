// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/terms.hpp"
#include "model/optimizer_step.hpp"
#include "model/value_format.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/step_values.hpp"

// The gradient of a parameter over the samples of a batch: a sum in a register. The first sample's term starts it, the
// others are added in ascending order, and the last one turns it into the mean.

namespace deltasim::schedule
{

/// The register in which lanes hold the gradient.
[[nodiscard]] RegisterUse gradient_register(const ParameterRange& of);

/// The part of one sample in the gradient.
class GradientSum
{
public:
    GradientSum(const Sample& sample, const LayerWork& work, model::Parameters parameters);

    /// Operations of one lane. The term of a weight is a product d a, the term of a bias is d.
    [[nodiscard]] OperationCounts operations(model::Parameters parameters) const;
    /// Adds the term of a lane. For the last sample it returns the mean, as it would be stored; then the first write of
    /// the step is the gradient, or the parameter with the same number, and the sum starts anew.
    float operator()(StepValues& values, std::uint64_t lane, float term) const;
    /// Call this when all lanes have added their terms: the next sample follows.
    void next_sample(LaneRegisters& registers) const { registers.next_sample(batch_); }

private:
    bool first_;
    bool last_;
    std::uint64_t batch_;
    float share_;
    model::Products products_;
    model::ValueFormat format_;
};

}  // namespace deltasim::schedule
