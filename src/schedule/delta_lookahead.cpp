// SPDX-License-Identifier: MIT
#include "schedule/delta_lookahead.hpp"

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/latched_delta.hpp"

namespace deltasim::schedule
{

namespace
{

/// Where the previous step left the activations of a layer.
TensorId old_activation(std::uint32_t layer) { return {Tensor::activation, layer, TensorArray::previous_step}; }

/// The forward pass of the first sample, which makes the update. For each row and sample R delta, then R bias, W bias;
/// for each weight and sample R old activation, then R weight, R new activation, W weight. Then the row ends as in any
/// forward pass.
LoopNest carrying_nest(const LayerWork& work)
{
    const model::Layer& shape = work.shape();
    const AffineIndex first_sample;
    const model::Products products = gradient_products(work.training, work.layer);
    const model::Products row = row_products(work.training, work.layer);
    NestBuilder nest(Phase::forward, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        const ParameterUse start_row{.compute = [](StepValues& values, std::uint64_t /*lane*/, float /*before*/,
                                                   float after) { values.registers.row_start = after; },
                                     .moves = !work.training.carries_nothing,
                                     .registers = {{.kind = Register::row_start, .index = j}}};
        add_latching_bias_steps(nest, work, j, start_row);
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(work.training.batch, [&](const Sample& sample) {
                GradientTerm term =
                    latched_term(read_lanes(old_activation(work.layer - 1), sample.index * shape.inputs + i), lanes,
                                 products, latched_register(work, sample.index, j),
                                 weight_factors(work.head, work.layer, j, old_activation(work.layer - 1), i));
                if (sample.last) {
                    term.operands.push_back(read_lanes({Tensor::activation, work.layer - 1}, i));
                    term.others = 1;
                }
                const ParameterUse join_row{
                    .operations = lane_operations(1, 0, 0),
                    .compute =
                        [row](StepValues& values, std::uint64_t lane, float /*before*/, float after) {
                            accumulate(row, values.registers.sums(0, values.lanes)[lane], after, values.read[1][lane]);
                        },
                    .moves = !work.training.carries_nothing,
                    .registers = {{.kind = Register::sum, .index = j, .whole_numbers = row.whole_numbers()}},
                    // The new activation, and the weight by which it is multiplied.
                    .products = {
                        {.factors = {activation_factor(work.head, {Tensor::activation, work.layer - 1}, i, true)},
                         .of_first_sample = true,
                         .operands = {1, 2},
                         .operations = lane_operations(1, 0, 0)}}};
                add_update_step(nest, work, {model::Parameters::weights, j * shape.inputs + i}, sample, term, join_row);
            });
        });
        add_row_end(nest, work, j, first_sample, RowStart::register_file);
    });
    add_softmax(nest, work, first_sample);
    LoopNest finished = nest.finish();
    finished.samples = {0, 1};
    return finished;
}

}  // namespace

Program delta_lookahead_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        std::uint64_t plain_from = 0;
        if (l >= training.first_trainable) {
            program.nests.push_back(carrying_nest(work.layer(l)));
            plain_from = 1;
        }
        if (plain_from == training.batch) continue;
        program.nests.push_back(forward_nest(work.layer(l), {plain_from, training.batch - plain_from}));
    }
    add_delta_phase(work, training.first_trainable, program);
    return program;
}

OperandTally delta_lookahead_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) {
        if (l < training.first_trainable) {
            add_forward_accesses(head, l, training.batch, tally);
            continue;
        }
        const auto key = [l](Tensor tensor) { return OperandKey{Phase::forward, l, tensor}; };
        add_forward_accesses(head, l, training.batch - 1, tally);
        tally.add_reads(key(Tensor::delta), checked_multiply(training.batch, head.width(l)));
        tally.add_reads(key(Tensor::activation), checked_multiply(checked_add(training.batch, 1), head.weights(l)));
        add_parameter_accesses(head, training, Phase::forward, l, tally);
        add_row_end_accesses(head, l, 1, tally);
    }
    add_delta_accesses(head, training, training.first_trainable, tally);
    return tally;
}

}  // namespace deltasim::schedule
