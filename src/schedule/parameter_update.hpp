// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/head.hpp"
#include "model/optimizer_step.hpp"
#include "model/value_rules.hpp"
#include "schedule/layer_work.hpp"
#include "schedule/nest_builder.hpp"
#include "schedule/operand_tally.hpp"

// The part of an update that is equal in all schedules: a parameter and its optimizer states are read, moved down the
// gradient, and written.

namespace deltasim::schedule
{

/// The update of parameters of one layer, as the end of a step.
class ParameterUpdate
{
public:
    /// Appends to a step's operands, which are reads so far, the parameters and their states: all read, then all
    /// written. With master weights these are the weights that move, and the weights are written besides. Without
    /// `moves` values are written as they were read.
    ParameterUpdate(const LayerWork& work, const ParameterRange& moved, std::vector<OperandRequest>& operands,
                    bool moves = true);

    [[nodiscard]] OperationCounts operations() const { return optimizer_.operations(); }
    /// Writes the new values of a lane's parameter and its states; returns the parameter as others will read it.
    float operator()(StepValues& values, std::uint64_t lane, float gradient) const;
    /// The parameter of the lane that moves, as it was read.
    [[nodiscard]] float before(const StepValues& values, std::uint64_t lane) const
    {
        return values.read[first_read_][lane];
    }

private:
    model::OptimizerStep optimizer_;
    bool moves_;
    std::size_t states_;
    std::size_t first_read_;                   ///< the parameter; its states follow
    std::vector<model::ValueFormat> formats_;  ///< formats of the words that are written
};

/// The gradient of a step that moves parameters. The parameters and their states, its `operands`, do not change if the
/// term of every sample has a factor of 0, unless a gradient of 0 also moves them.
[[nodiscard]] Product moving_product(const model::Training& training, model::Parameters parameters,
                                     std::vector<Factor> factors, std::vector<std::size_t> operands,
                                     const OperationCounts& operations);

/// Books the update of every parameter of a layer once: for each weight R weight, W weight, for each bias R bias, W
/// bias, and for each parameter R and W of each optimizer state. With master weights for each weight R master_weight, W
/// master_weight, W weight.
void add_parameter_accesses(const model::Head& head, const model::Training& training, Phase phase, std::uint32_t layer,
                            OperandTally& tally);

}  // namespace deltasim::schedule
