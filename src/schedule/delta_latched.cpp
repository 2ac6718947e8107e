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

/// Per row and sample R delta, then R bias, W bias; per weight and sample R activation, then R weight, W weight.
LoopNest latched_update_nest(const model::Head& head, const model::Training& training, std::uint32_t layer,
                             std::uint64_t array_lanes)
{
    const model::Layer& shape = head.layer(layer);
    const model::Products products = gradient_products(training, layer);
    NestBuilder nest(Phase::update, layer, array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        add_latching_bias_steps(nest, head, training, layer, j);
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(training.batch, [&](const Sample& sample) {
                const AffineIndex column = sample.index * shape.inputs + i;
                add_update_step(nest, training, layer, model::Parameters::weights, j * shape.inputs + i, sample,
                                latched_term(read_lanes({Tensor::activation, layer - 1}, column), lanes, products,
                                             latched_register(head, layer, sample.index, j),
                                             weight_factors(head, layer, j, {Tensor::activation, layer - 1}, i)));
            });
        });
    });
    return nest.finish();
}

}  // namespace

Program delta_latched_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    Program program;
    add_forward_phase(head, training, lanes, program);
    add_delta_phase(head, training, training.first_trainable, lanes, program);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(latched_update_nest(head, training, l, lanes));
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
