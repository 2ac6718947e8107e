// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/terms.hpp"
#include "model/optimizer_step.hpp"
#include "model/value_format.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/step_values.hpp"

// The gradient of a parameter over the samples of a batch: a sum in a register, which the first sample's term starts
// and the others join in ascending order; the last one turns it into the mean.

namespace deltasim::schedule
{

/// Where lanes hold it.
[[nodiscard]] RegisterUse gradient_register(const ParameterRange& of);

/// One sample's part in it.
class GradientSum
{
public:
    GradientSum(const Sample& sample, const LayerWork& work, model::Parameters parameters);

    /// Of a lane. The term of a weight is a product d a, that of a bias is d.
    [[nodiscard]] OperationCounts operations(model::Parameters parameters) const;
    /// Adds a lane's term. Of the last sample it returns the mean, as it would be stored; the step's first write is
    /// then the gradient's, or the parameter's of the same number, and the sum starts anew.
    float operator()(StepValues& values, std::uint64_t lane, float term) const;
    /// When all lanes have added theirs: the next sample is up.
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
