// SPDX-License-Identifier: MIT
#include "schedule/delta.hpp"

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/update_step.hpp"

namespace deltasim::schedule
{

namespace
{

/// For each weight and sample R delta, R activation, then R weight, W weight; for each bias R delta, then R bias, W
/// bias.
LoopNest update_nest(const LayerWork& work)
{
    const model::Layer& shape = work.shape();
    const model::Products products = gradient_products(work.training, work.layer);
    NestBuilder nest(Phase::update, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        const auto read_delta = [&](const Sample& sample) {
            return read_shared({Tensor::delta, work.layer}, sample.index * shape.outputs + j);
        };
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(work.training.batch, [&](const Sample& sample) {
                GradientTerm term{
                    .lanes = lanes,
                    .operands = {read_delta(sample),
                                 read_lanes({Tensor::activation, work.layer - 1}, sample.index * shape.inputs + i)},
                    .value =
                        [products](StepValues& values, std::uint64_t lane) {
                            return products(values.read[0][lane], values.read[1][lane]);
                        },
                    .factors = weight_factors(work.head, work.layer, j, {Tensor::activation, work.layer - 1}, i)};
                add_update_step(nest, work, {model::Parameters::weights, j * shape.inputs + i}, sample, term);
            });
        });
        if (!shape.bias) return;
        nest.samples(work.training.batch, [&](const Sample& sample) {
            GradientTerm term{.operands = {read_delta(sample)},
                              .value = [](StepValues& values, std::uint64_t lane) { return values.read[0][lane]; },
                              .factors = {delta_factor(work.head, work.layer, j, false)}};
            add_update_step(nest, work, {model::Parameters::biases, j}, sample, term);
        });
    });
    return nest.finish();
}

}  // namespace

void add_update_phase(const StepWork& work, Program& program)
{
    for (std::uint32_t l = work.training.first_trainable; l <= work.head.depth(); ++l) {
        program.nests.push_back(update_nest(work.layer(l)));
    }
}

Program delta_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    add_delta_phase(work, training.first_trainable, program);
    add_update_phase(work, program);
    return program;
}

OperandTally delta_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    add_delta_accesses(head, training, training.first_trainable, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const std::uint64_t terms = checked_multiply(training.batch, head.weights(l));
        tally.add_reads({Phase::update, l, Tensor::activation}, terms);
        tally.add_reads({Phase::update, l, Tensor::delta},
                        checked_add(terms, checked_multiply(training.batch, head.biases(l))));
        add_parameter_accesses(head, training, Phase::update, l, tally);
    }
    return tally;
}

}  // namespace deltasim::schedule
