// SPDX-License-Identifier: MIT
#include "schedule/latched_delta.hpp"

#include <utility>

namespace deltasim::schedule
{

void add_latching_bias_steps(NestBuilder& nest, const model::Head& head, const model::Training& training,
                             std::uint32_t layer, const AffineIndex& j, const ParameterUse& use)
{
    nest.samples(training.batch, [&](const Sample& sample) {
        GradientTerm term{.operands = {read_shared({Tensor::delta, layer}, sample.index * head.width(layer) + j)},
                          .value = [](StepValues& values, std::uint64_t lane) {
                              return values.registers.latched_delta() = values.read[0][lane];
                          }};
        add_update_step(nest, training, layer, model::Parameters::biases, j, sample, std::move(term), use);
    });
}

GradientTerm latched_term(OperandRequest activation, std::uint64_t lanes)
{
    return {.lanes = lanes, .operands = {std::move(activation)}, .value = [](StepValues& values, std::uint64_t lane) {
                return values.registers.latched_delta() * values.read[0][lane];
            }};
}

}  // namespace deltasim::schedule
