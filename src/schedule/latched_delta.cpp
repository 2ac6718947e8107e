// SPDX-License-Identifier: MIT
#include "schedule/latched_delta.hpp"

#include <utility>

namespace deltasim::schedule
{

void add_latching_bias_steps(NestBuilder& nest, const LayerWork& work, const AffineIndex& j, const ParameterUse& use)
{
    const auto read_delta = [&](const AffineIndex& sample) {
        return read_shared({Tensor::delta, work.layer}, sample * work.head.width(work.layer) + j);
    };
    if (!work.shape().bias) {
        nest.each_sample({0, work.training.batch}, [&](const AffineIndex& sample) {
            nest.step({.compute =
                           [batch = work.training.batch](StepValues& values) {
                               values.registers.latched_delta() = values.read[0][0];
                               values.registers.next_sample(batch);
                           },
                       .registers = {latched_register(work, sample, j)},
                       .products = {{.factors = {delta_factor(work.head, work.layer, j, false)}, .operands = {0}}}},
                      {read_delta(sample)});
        });
        return;
    }
    nest.samples(work.training.batch, [&](const Sample& sample) {
        GradientTerm term{
            .operands = {read_delta(sample.index)},
            .value = [](StepValues& values,
                        std::uint64_t lane) { return values.registers.latched_delta() = values.read[0][lane]; },
            .registers = {latched_register(work, sample.index, j)},
            .factors = {delta_factor(work.head, work.layer, j, false)}};
        add_update_step(nest, work, {model::Parameters::biases, j}, sample, std::move(term), use);
    });
}

RegisterUse latched_register(const LayerWork& work, const AffineIndex& sample, const AffineIndex& j)
{
    return {.kind = Register::latched_delta, .index = sample * work.head.width(work.layer) + j, .by_sample = true};
}

GradientTerm latched_term(OperandRequest activation, std::uint64_t lanes, const model::Products& products,
                          RegisterUse delta, std::vector<Factor> factors)
{
    return {.lanes = lanes,
            .operands = {std::move(activation)},
            .value =
                [products](StepValues& values, std::uint64_t lane) {
                    return products(values.registers.latched_delta(), values.read[0][lane]);
                },
            .registers = {std::move(delta)},
            .factors = std::move(factors)};
}

}  // namespace deltasim::schedule
