// SPDX-License-Identifier: MIT
#include "schedule/parameter_update.hpp"

#include <array>
#include <span>

#include "core/checked.hpp"

namespace deltasim::schedule
{

ParameterUpdate::ParameterUpdate(const model::Training& training, std::uint32_t layer, model::Parameters parameters,
                                 const AffineIndex& index, std::vector<OperandRequest>& operands)
    : optimizer_(training), states_(0), first_read_(operands.size())
{
    std::vector<TensorId> tensors = model::optimizer_states(training.optimizer, layer, parameters);
    states_ = tensors.size();
    const bool has_master = parameters == model::Parameters::weights && training.master_weights;
    const Tensor moved = parameters == model::Parameters::biases ? Tensor::bias
                         : has_master                            ? Tensor::master_weight
                                                                 : Tensor::weight;
    tensors.insert(tensors.begin(), {moved, layer});
    for (const TensorId tensor : tensors) operands.push_back(read_lanes(tensor, index));
    for (const TensorId tensor : tensors) operands.push_back(write_lanes(tensor, index));
    if (has_master) operands.push_back(write_lanes({Tensor::weight, layer}, index));
}

float ParameterUpdate::operator()(StepValues& values, std::uint64_t lane, float gradient) const
{
    std::array<float, model::OptimizerStep::most_states> state{};
    for (std::size_t s = 0; s < states_; ++s) state[s] = values.read[first_read_ + 1 + s][lane];
    const float updated = optimizer_(before(values, lane), gradient, std::span(state).first(states_));
    values.written[0][lane] = updated;
    for (std::size_t s = 0; s < states_; ++s) values.written[1 + s][lane] = state[s];
    return updated;
}

void add_parameter_accesses(const model::Head& head, const model::Training& training, Phase phase, std::uint32_t layer,
                            OperandTally& tally)
{
    const std::uint64_t weights = head.weights(layer);
    const std::uint64_t biases = head.width(layer);
    const std::uint64_t states = model::optimizer_states(training.optimizer, layer, model::Parameters::weights).size();
    const auto add = [&](Tensor tensor, std::uint64_t words) {
        tally.add_reads({phase, layer, tensor}, words);
        tally.add_writes({phase, layer, tensor}, words);
    };
    add(training.master_weights ? Tensor::master_weight : Tensor::weight, weights);
    if (training.master_weights) tally.add_writes({phase, layer, Tensor::weight}, weights);
    add(Tensor::bias, biases);
    add(Tensor::optimizer_state, checked_multiply(states, checked_add(weights, biases)));
}

}  // namespace deltasim::schedule
