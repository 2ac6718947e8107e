// SPDX-License-Identifier: MIT
#include "schedule/parameter_update.hpp"

#include <array>
#include <span>

#include "core/checked.hpp"

namespace deltasim::schedule
{

ParameterUpdate::ParameterUpdate(const LayerWork& work, const ParameterRange& moved,
                                 std::vector<OperandRequest>& operands, bool moves)
    : optimizer_(work.training, moved.parameters), moves_(moves), states_(0), first_read_(operands.size())
{
    std::vector<TensorId> tensors = model::optimizer_states(work.training.optimizer, work.layer, moved.parameters);
    states_ = tensors.size();
    const bool has_master = moved.parameters == model::Parameters::weights && work.training.master_weights;
    const Tensor tensor_moved = moved.parameters == model::Parameters::biases ? Tensor::bias
                                : has_master                                  ? Tensor::master_weight
                                                                              : Tensor::weight;
    tensors.insert(tensors.begin(), {tensor_moved, work.layer});
    for (const TensorId tensor : tensors) {
        operands.push_back(read_lanes(tensor, moved.first));
        formats_.push_back(model::format_of(work.training, tensor));
    }
    for (const TensorId tensor : tensors) operands.push_back(write_lanes(tensor, moved.first));
    if (!has_master) return;
    operands.push_back(write_lanes({Tensor::weight, work.layer}, moved.first));
    // A weight that does not move becomes the word that its step makes from its master weight.
    model::Training made_in = work.training;
    if (!moves) made_in.step -= 1;
    formats_.push_back(model::format_of(made_in, {Tensor::weight, work.layer}));
}

float ParameterUpdate::operator()(StepValues& values, std::uint64_t lane, float gradient) const
{
    std::array<float, model::OptimizerStep::most_states> state{};
    for (std::size_t s = 0; s < states_; ++s) state[s] = values.read[first_read_ + 1 + s][lane];
    const std::uint64_t word = values.written_words[0][lane];
    float moved = before(values, lane);
    if (moves_) moved = optimizer_(moved, gradient, std::span(state).first(states_));
    float stored = values.written[0][lane] = formats_[0](moved, word);
    for (std::size_t s = 1; s <= states_; ++s) values.written[s][lane] = formats_[s](state[s - 1], word);
    const bool has_master = formats_.size() > states_ + 1;
    if (has_master) stored = values.written[states_ + 1][lane] = formats_[states_ + 1](stored, word);
    return stored;
}

Product moving_product(const model::Training& training, model::Parameters parameters, std::vector<Factor> factors,
                       std::vector<std::size_t> operands, const OperationCounts& operations)
{
    if (!training.rests_without_gradient(parameters == model::Parameters::weights)) factors.clear();
    return {.factors = std::move(factors),
            .of_all_samples = true,
            .operands = std::move(operands),
            .operations = operations};
}

void add_parameter_accesses(const model::Head& head, const model::Training& training, Phase phase, std::uint32_t layer,
                            OperandTally& tally)
{
    const std::uint64_t weights = head.weights(layer);
    const std::uint64_t biases = head.biases(layer);
    const std::uint64_t states = model::optimizer_states(training.optimizer, layer, model::Parameters::weights).size();
    const auto add = [&](Tensor tensor, std::uint64_t words) {
        tally.add_reads({phase, layer, tensor}, words);
        tally.add_writes({phase, layer, tensor}, words);
    };
    add(training.master_weights ? Tensor::master_weight : Tensor::weight, weights);
    if (training.master_weights) tally.add_writes({phase, layer, Tensor::weight}, weights);
    if (biases > 0) add(Tensor::bias, biases);
    add(Tensor::optimizer_state, checked_multiply(states, checked_add(weights, biases)));
}

}  // namespace deltasim::schedule
