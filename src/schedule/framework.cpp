// SPDX-License-Identifier: MIT
#include "schedule/framework.hpp"

#include <utility>

#include "core/checked.hpp"
#include "schedule/delta_phase.hpp"
#include "schedule/forward.hpp"
#include "schedule/gradient_sum.hpp"
#include "schedule/lane_arithmetic.hpp"
#include "schedule/parameter_update.hpp"

namespace deltasim::schedule
{

namespace
{

/// Adds the term of one sample, the product of the words that are read, to the gradients that begin at `index`. The
/// step of the last sample writes the gradients.
void add_gradient_step(NestBuilder& nest, const LayerWork& work, const ParameterRange& of, const Sample& sample,
                       std::uint64_t lanes, std::vector<OperandRequest> operands, const std::vector<Factor>& factors)
{
    const GradientSum sum(sample, work, of.parameters);
    const bool product = of.parameters == model::Parameters::weights;
    const bool last = sample.last;
    std::vector<Product> products{{.factors = factors,
                                   .operands = operand_numbers(0, operands.size()),
                                   .operations = sum.operations(of.parameters)}};
    if (last) {
        // A gradient that changes nothing is not read.
        products.push_back(moving_product(work.training, of.parameters, factors, {operands.size()}, {}));
        operands.push_back(write_lanes(model::gradient_of(of.parameters, work.layer), of.first));
    }
    std::vector<RegisterUse> held;
    if (work.training.batch > 1) held.push_back(gradient_register(of));
    nest.step({.lanes = lanes,
               .operations = sum.operations(of.parameters),
               .compute =
                   [sum, product, last, products = gradient_products(work.training, work.layer)](StepValues& values) {
                       for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                           const float delta = values.read[0][lane];
                           const float term = product ? products(delta, values.read[1][lane]) : delta;
                           const float gradient = sum(values, lane, term);
                           if (last) values.written[0][lane] = gradient;
                       }
                       sum.next_sample(values.registers);
                   },
               .registers = held,
               .products = products},
              operands);
}

/// For each weight and sample R delta, R activation, then W gradient; for each bias R delta, then W gradient.
LoopNest gradient_nest(const LayerWork& work)
{
    const model::Layer& shape = work.shape();
    NestBuilder nest(Phase::gradient, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        const auto read_delta = [&](const Sample& sample) {
            return read_shared({Tensor::delta, work.layer}, sample.index * shape.outputs + j);
        };
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            nest.samples(work.training.batch, [&](const Sample& sample) {
                add_gradient_step(nest, work, {model::Parameters::weights, j * shape.inputs + i}, sample, lanes,
                                  {read_delta(sample),
                                   read_lanes({Tensor::activation, work.layer - 1}, sample.index * shape.inputs + i)},
                                  weight_factors(work.head, work.layer, j, {Tensor::activation, work.layer - 1}, i));
            });
        });
        if (!shape.bias) return;
        nest.samples(work.training.batch, [&](const Sample& sample) {
            add_gradient_step(nest, work, {model::Parameters::biases, j}, sample, 1, {read_delta(sample)},
                              {delta_factor(work.head, work.layer, j, false)});
        });
    });
    return nest.finish();
}

/// R gradient, then the parameters at `index` and their states.
void add_optimizer_step(NestBuilder& nest, const LayerWork& work, const ParameterRange& moved, std::uint64_t lanes,
                        std::vector<Factor> factors)
{
    std::vector<OperandRequest> operands{read_lanes(model::gradient_of(moved.parameters, work.layer), moved.first)};
    const ParameterUpdate update(work, moved, operands);
    nest.step({.lanes = lanes,
               .operations = update.operations(),
               .compute =
                   [update](StepValues& values) {
                       for (std::uint64_t lane = 0; lane < values.lanes; ++lane) {
                           update(values, lane, values.read[0][lane]);
                       }
                   },
               .products = {moving_product(work.training, moved.parameters, std::move(factors),
                                           operand_numbers(0, operands.size()), update.operations())}},
              operands);
}

/// For each weight R gradient, R weight, W weight; the same for biases.
LoopNest gradient_update_nest(const LayerWork& work)
{
    const model::Layer& shape = work.shape();
    NestBuilder nest(Phase::update, work.layer, work.array_lanes);
    nest.loop(Dimension::outputs, shape.outputs, [&](const AffineIndex& j) {
        nest.blocks(Dimension::inputs, shape.inputs, [&](const AffineIndex& i, std::uint64_t lanes) {
            add_optimizer_step(nest, work, {model::Parameters::weights, j * shape.inputs + i}, lanes,
                               weight_factors(work.head, work.layer, j, {Tensor::activation, work.layer - 1}, i));
        });
        if (!shape.bias) return;
        add_optimizer_step(nest, work, {model::Parameters::biases, j}, 1,
                           {delta_factor(work.head, work.layer, j, false)});
    });
    return nest.finish();
}

}  // namespace

Program framework_program(const model::Head& head, const model::Training& training, std::uint64_t lanes)
{
    const StepWork work{head, training, lanes};
    Program program;
    add_forward_phase(work, program);
    add_delta_phase(work, training.first_trainable, program);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(gradient_nest(work.layer(l)));
    }
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        program.nests.push_back(gradient_update_nest(work.layer(l)));
    }
    return program;
}

OperandTally framework_operand_accesses(const model::Head& head, const model::Training& training)
{
    OperandTally tally;
    add_forward_accesses(head, training, tally);
    add_delta_accesses(head, training, training.first_trainable, tally);
    for (std::uint32_t l = training.first_trainable; l <= head.depth(); ++l) {
        const std::uint64_t parameters = checked_add(head.weights(l), head.biases(l));
        tally.add_reads({Phase::gradient, l, Tensor::delta}, checked_multiply(training.batch, parameters));
        tally.add_reads({Phase::gradient, l, Tensor::activation}, checked_multiply(training.batch, head.weights(l)));
        tally.add_writes({Phase::gradient, l, Tensor::gradient}, parameters);
        tally.add_reads({Phase::update, l, Tensor::gradient}, parameters);
        add_parameter_accesses(head, training, Phase::update, l, tally);
    }
    return tally;
}

}  // namespace deltasim::schedule
