// SPDX-License-Identifier: MIT
#include "schedule/delta.hpp"

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/parameter_update.hpp"

namespace deltasim
{

namespace
{

/// Per weight R delta, R activation, R weight, W weight; per bias R delta, R bias, W bias.
LoopNest update_nest(const Head& head, const Training& training, std::uint32_t layer, std::uint64_t array_lanes)
{
    const Layer& shape = head.layer(layer);
    const GradientStep gradient_step(training);
    NestBuilder nest(Phase::update, layer, array_lanes);
    nest.loop(shape.outputs, [&](const AffineIndex& j) {
        nest.blocks(shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            const AffineIndex weight = j * shape.inputs + i;
            nest.step({.lanes = lanes,
                       .operations = lane_operations(0, 0, 1) + GradientStep::operations(),
                       .compute =
                           [gradient_step](StepValues& values) {
                               for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                                   const float gradient = values.read[0][lane] * values.read[1][lane];
                                   values.written[0][lane] = gradient_step(values.read[2][lane], gradient);
                               }
                           }},
                      {read_shared(Tensor::delta, layer, j), read_lanes(Tensor::activation, layer - 1, i),
                       read_lanes(Tensor::weight, layer, weight), write_lanes(Tensor::weight, layer, weight)});
        });
        nest.step({.operations = GradientStep::operations(),
                   .compute =
                       [gradient_step](StepValues& values) {
                           values.written[0][0] = gradient_step(values.read[1][0], values.read[0][0]);
                       }},
                  {read_shared(Tensor::delta, layer, j), read_shared(Tensor::bias, layer, j),
                   write_lanes(Tensor::bias, layer, j)});
    });
    return nest.finish();
}

}  // namespace

Program delta_program(const Head& head, const Training& training, std::uint64_t lanes)
{
    Program program;
    for (std::uint32_t l = 1; l <= head.depth(); ++l) program.nests.push_back(forward_nest(head, l, lanes));
    for (std::uint32_t l = head.depth(); l >= training.first_trainable; --l) {
        program.nests.push_back(delta_nest(head, training, l, lanes));
    }
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(update_nest(head, training, l, lanes));
    }
    return program;
}

OperandTally delta_operand_accesses(const Head& head, const Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        add_delta_accesses(head, training, l, tally);
        add_parameter_accesses(head, l, tally);
        const std::uint64_t nodes = head.width(l);
        const std::uint64_t weights = checked_multiply(nodes, head.width(l - 1));
        tally.add_reads({Phase::update, l, Tensor::delta}, checked_add(weights, nodes));
    }
    return tally;
}

}  // namespace deltasim
