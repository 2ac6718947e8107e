// SPDX-License-Identifier: MIT
#include "schedule/delta_latched.hpp"

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/latched_delta.hpp"

namespace deltasim::schedule
{

namespace
{

/// For each row and sample R delta, then R bias, W bias; for each weight and sample R activation, then R weight, W
/// weight.
LoopNest latched_update_nest(const LayerWork& work)
{
    const model::Layer& shape = work.shape();
    const model::Products products = gradient_products(work.training, work.layer);
    NestBuilder nest(Phase::update, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        add_latching_bias_steps(nest, work, j);
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(work.training.batch, [&](const Sample& sample) {
                const AffineIndex column = sample.index * shape.inputs + i;
                add_update_step(
                    nest, work, {model::Parameters::weights, j * shape.inputs + i}, sample,
                    latched_term(read_lanes({Tensor::activation, work.layer - 1}, column), lanes, products,
                                 latched_register(work, sample.index, j),
                                 weight_factors(work.head, work.layer, j, {Tensor::activation, work.layer - 1}, i)));
            });
        });
    });
    return nest.finish();
}

}  // namespace

Program delta_latched_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    add_delta_phase(work, training.first_trainable, program);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(latched_update_nest(work.layer(l)));
    }
    return program;
}

OperandTally delta_latched_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    add_delta_accesses(head, training, training.first_trainable, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        tally.add_reads({Phase::update, l, Tensor::delta}, checked_multiply(training.batch, head.width(l)));
        tally.add_reads({Phase::update, l, Tensor::activation}, checked_multiply(training.batch, head.weights(l)));
        add_parameter_accesses(head, training, Phase::update, l, tally);
    }
    return tally;
}

}  // namespace deltasim::schedule
